#!/usr/bin/env python3
"""Solves one mixed-integer MPS file with one rival solver in this process, and prints one line of JSON about it.

    whole_rivals.py RIVAL --mps FILE [--point FILE] [--time-limit S] [--threads N]
    whole_rivals.py --list

"history" is what the solver claims while it runs, as [seconds, benefit, bound], null where it has none; seconds count from the call, presolve among
them, reading the file is not. "benefit" and "miss" are computed here from its last point, as in rivals.py; with `--point` the point is written too, one
number a line in the order of the file's columns, so that it can be made a plan and judged.
"""

import argparse
import json
import os
import re
import sys
import tempfile
import time

from rivals import Clock, NotInstalled, Peak, Problem, need, version_of


class History:
    """Claims in the order of time; a claim that says nothing new is left out."""

    def __init__(self, sign):
        self.sign, self.claims, self.start = sign, [], None

    def begin(self):
        self.start = time.perf_counter()

    def tell(self, benefit, bound, seconds=None):
        known = [value if value is not None and abs(value) < 1e20 else None for value in (benefit, bound)]
        if not self.claims or self.claims[-1][1:] != known:
            seconds = time.perf_counter() - self.start if seconds is None else seconds
            self.claims.append([round(seconds, 3), *known])


def highs(problem, options, report, history):
    highspy = need("highspy")
    report["version"] = version_of("highspy")
    model = highspy.Highs()
    settings = {"output_flag": False, "threads": options.threads, "time_limit": float(options.time_limit)}
    for name, value in settings.items():
        model.setOptionValue(name, value)
    with Clock() as build:
        if model.readModel(options.mps) == highspy.HighsStatus.kError:
            raise RuntimeError("HiGHS cannot read the file")
    report["build_seconds"] = build.wall

    def told(event):
        history.tell(event.data_out.mip_primal_bound, event.data_out.mip_dual_bound)

    model.cbMipImprovingSolution.subscribe(told)
    model.cbMipInterrupt.subscribe(told)
    history.begin()
    with Clock() as clock:
        model.run()
    info = model.getInfo()
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    history.tell(info.objective_function_value if found else None, info.mip_dual_bound)
    report["ended"] = model.modelStatusToString(model.getModelStatus())
    values = model.getSolution().col_value if found else None
    # Its columns are in the order of the file.
    return clock, values


def scip(problem, options, report, history):
    pyscipopt = need("pyscipopt")
    model = pyscipopt.Model()
    report["version"] = f"{version_of('pyscipopt')} with SCIP {model.version()}"
    model.hideOutput()
    model.setParam("limits/time", float(options.time_limit))
    # SCIP itself searches in one thread.
    with Clock() as build:
        model.readProblem(options.mps)
    report["build_seconds"] = build.wall

    def told():
        plans = model.getNSols() > 0
        history.tell(model.getPrimalbound() if plans else None, model.getDualbound())

    class Watch(pyscipopt.Eventhdlr):
        kinds = [pyscipopt.SCIP_EVENTTYPE.BESTSOLFOUND, pyscipopt.SCIP_EVENTTYPE.NODESOLVED, pyscipopt.SCIP_EVENTTYPE.LPSOLVED]

        def eventinit(self):
            for kind in self.kinds:
                self.model.catchEvent(kind, self)

        def eventexit(self):
            for kind in self.kinds:
                self.model.dropEvent(kind, self)

        def eventexec(self, event):
            told()

    model.includeEventhdlr(Watch(), "history", "records plans and bounds")
    history.begin()
    with Clock() as clock:
        model.optimize()
    told()
    report["ended"] = model.getStatus()
    if model.getNSols() == 0:
        return clock, None
    best, by_name = model.getBestSol(), {variable.name: variable for variable in model.getVars()}
    return clock, [model.getSolVal(best, by_name[name]) for name in problem.names]


def cp_sat(problem, options, report, history):
    builder = need("ortools.linear_solver.python.model_builder")
    report["version"] = version_of("ortools") + ", CP-SAT"
    with Clock() as build:
        model = builder.Model()
        if not model.import_from_mps_file(options.mps):
            raise RuntimeError("ortools cannot read the file")
        solver = builder.Solver("sat")
        solver.set_time_limit_in_seconds(options.time_limit)
        # Whole numbers only: money in thousandths of Rp 1 million, which is the unit of payment; left at 1, only whole millions could be paid.
        solver.set_solver_specific_parameters(f"num_workers:{options.threads} mip_var_scaling:1000 log_search_progress:true")
        solver.enable_output(True)
    report["build_seconds"] = build.wall

    def number(word):
        return float(word) if word and "inf" not in word else None

    line = re.compile(r"^#(?:Bound|\d+)\s+([0-9.]+)s\s+best:(\S+)\s+next:\[([^,\]]*),?([^\]]*)\]")

    # Its log is the only place where it tells plans and bounds as they come (the log callback of 9.15 cannot be set from Python), so standard output
    # goes to a file for a while. `next` holds where a better plan may lie; the end on the far side is the bound.
    history.begin()
    with tempfile.TemporaryFile() as log:
        out = os.dup(1)
        os.dup2(log.fileno(), 1)
        try:
            with Clock() as clock:
                status = solver.solve(model)
        finally:
            os.dup2(out, 1)
            os.close(out)
        log.seek(0)
        for match in map(line.match, log.read().decode(errors="replace").splitlines()):
            if match:
                seconds, best, low, high = match.groups()
                history.tell(number(best), number(high if problem.sign < 0 else low), float(seconds))
    report["ended"] = str(status).rsplit(".", 1)[-1]
    if status not in (builder.SolveStatus.OPTIMAL, builder.SolveStatus.FEASIBLE):
        return clock, None
    values = solver.values(model.get_variables())
    by_name = {variable.name: value for variable, value in values.items()}
    return clock, [by_name[name] for name in problem.names]


RIVALS = {"highs-mip": highs, "scip": scip, "cp-sat": cp_sat}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rival", nargs="?", choices=RIVALS)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--mps")
    parser.add_argument("--point")
    parser.add_argument("--time-limit", type=float, default=60.0)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    if options.list:
        print(json.dumps(list(RIVALS)))
        return
    # Solvers that print whatever they are told go to standard error; standard output carries the report alone.
    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    report = {"version": None, "ended": None, "build_seconds": 0.0, "history": []}
    try:
        need("numpy")
        need("scipy.sparse")
        problem = Problem(options.mps)
        history = History(problem.sign)
        with Peak() as peak:
            clock, x = RIVALS[options.rival](problem, options, report, history)
        report.update(seconds=clock.wall, cpu_seconds=clock.cpu_seconds, peak_mb=peak.mb, history=history.claims)
        if x is not None and len(x) == len(problem.c) and all(value is not None and value == value for value in x):
            report["benefit"], report["miss"] = problem.judge(x)
            if options.point:
                with open(options.point, "w") as out:
                    out.writelines(f"{float(value)!r}\n" for value in x)
    except NotInstalled as error:
        report["not_installed"] = str(error)
    print(json.dumps(report), file=answer, flush=True)


if __name__ == "__main__":
    sys.exit(main())
