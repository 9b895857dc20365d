#!/usr/bin/env python3
"""Solves one MPS file with one rival solver in this process, and prints one line of JSON about it.

    rivals.py RIVAL --mps FILE [--second FILE] [--time-limit S] [--threads N]
    rivals.py --list

Timed is the solver alone; reading the MPS file is not, stating the program in the rival's own terms is timed apart ("build_seconds").
Whatever a rival claims, benefit and missed rows are computed here from its point. `--second` gives the same program with other
ceilings: then the first is solved beforehand, and timed is the second from the first's basis (only for rivals that can).
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time

TOLERANCE = 1e-9


class NotInstalled(Exception):
    pass


class Problem:
    """minimise c x, row_lower <= A x <= row_upper, lower <= x <= upper; A by rows; `sign` -1 if the file maximises; `whole` by column."""

    def __init__(self, path):
        import numpy
        import scipy.sparse

        row_index, row_sense, cost, columns = {}, [], {}, {}
        rows, cols, values, rhs, lower, upper = [], [], [], {}, {}, {}
        section, objective, self.sign = "", None, 1.0
        decides, decisions = False, []
        with open(path) as lines:
            for line in lines:
                words = line.split()
                if not words or line.startswith("*"):
                    continue
                if not line.startswith(" "):
                    section = words[0]
                elif section == "OBJSENSE":
                    self.sign = -1.0 if words[0].startswith("MAX") else 1.0
                elif section == "ROWS":
                    if words[0] == "N":
                        objective = words[1]
                    else:
                        row_index[words[1]] = len(row_sense)
                        row_sense.append(words[0])
                elif section == "COLUMNS" and words[1] == "'MARKER'":
                    decides = words[2] == "'INTORG'"
                elif section == "COLUMNS":
                    if words[0] not in columns:
                        columns[words[0]] = len(columns)
                        decisions.append(decides)
                    column = columns[words[0]]
                    for name, value in zip(words[1::2], words[2::2]):
                        if name == objective:
                            cost[column] = float(value)
                        else:
                            rows.append(row_index[name])
                            cols.append(column)
                            values.append(float(value))
                elif section == "RHS":
                    for name, value in zip(words[1::2], words[2::2]):
                        rhs[row_index[name]] = float(value)
                elif section == "BOUNDS":
                    {"UP": upper, "LO": lower}[words[0]][columns[words[2]]] = float(words[3])
        count, height = len(columns), len(row_sense)

        def dense(table, length, default):
            filled = numpy.full(length, default)
            filled[list(table)] = list(table.values())
            return filled

        self.A = scipy.sparse.csr_matrix((values, (rows, cols)), shape=(height, count))
        self.c = self.sign * dense(cost, count, 0.0)
        self.lower, self.upper = dense(lower, count, 0.0), dense(upper, count, numpy.inf)
        bound, sense = dense(rhs, height, 0.0), numpy.array(row_sense)
        self.row_lower = numpy.where(sense == "L", -numpy.inf, bound)
        self.row_upper = numpy.where(sense == "G", numpy.inf, bound)
        self.names, self.whole = list(columns), numpy.array(decisions, dtype=bool)

    def judge(self, x):
        """Benefit of `x`, and its worst miss of a row or bound relative to the largest number in it (at least Rp 10 million)."""
        import numpy

        x = numpy.asarray(x, dtype=float)
        largest = numpy.maximum(abs(self.lower), abs(self.upper))
        reach = abs(self.A).multiply(largest[None, :]).max(axis=1).toarray().ravel()
        bound = numpy.where(numpy.isfinite(self.row_upper), self.row_upper, self.row_lower)
        size = numpy.maximum(numpy.maximum(reach, abs(bound)), 10.0)
        activity = self.A @ x
        miss = numpy.maximum(activity - self.row_upper, self.row_lower - activity) / size
        over = numpy.maximum(x - self.upper, self.lower - x) / numpy.maximum(largest, 10.0)
        worst = max(miss.max(initial=0.0), over.max(initial=0.0), 0.0)
        return self.sign * float(self.c @ x), float(worst)

    def as_cones(self):
        """`A x = b` and `G x <= h`, the bounds among the latter."""
        import numpy
        import scipy.sparse as sparse

        equal = self.row_lower == self.row_upper
        most = numpy.isfinite(self.row_upper) & ~equal
        least = numpy.isfinite(self.row_lower) & ~equal
        one = sparse.identity(len(self.c), format="csr")
        G = sparse.vstack([self.A[most], -self.A[least], one, -one], format="csc")
        h = numpy.concatenate([self.row_upper[most], -self.row_lower[least], self.upper, -self.lower])
        return self.A[equal].tocsc(), self.row_upper[equal], G, h


def need(module):
    try:
        return __import__(module, fromlist=["_"])
    except ImportError as error:
        raise NotInstalled(str(error)) from error


def version_of(package):
    from importlib import metadata

    return f"{package} {metadata.version(package)}"


class Clock:
    """Wall and CPU seconds of a block, this process and its children."""

    @staticmethod
    def cpu():
        own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
        return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime

    def __enter__(self):
        self.wall, self.start_cpu = time.perf_counter(), self.cpu()
        return self

    def __exit__(self, *_):
        self.wall, self.cpu_seconds = time.perf_counter() - self.wall, self.cpu() - self.start_cpu


def status_kb(field):
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith(field))


class Peak:
    """Memory that a block needs at most beyond what the process held before, MB; children count whole."""

    def __enter__(self):
        with open("/proc/self/clear_refs", "w") as refs:
            refs.write("5")
        self.before = status_kb("VmRSS")
        return self

    def __exit__(self, *_):
        children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        self.mb = max(status_kb("VmHWM") - self.before, children) / 1024


def highs(method, options=()):
    def run(problem, options_of_run, report):
        highspy = need("highspy")
        import numpy

        report["version"] = version_of("highspy")

        def load(p):
            lp = highspy.HighsLp()
            lp.num_col_, lp.num_row_ = p.A.shape[1], p.A.shape[0]
            lp.col_cost_, lp.col_lower_, lp.col_upper_ = p.c, p.lower, p.upper
            infinite = highspy.kHighsInf
            lp.row_lower_ = numpy.where(numpy.isfinite(p.row_lower), p.row_lower, -infinite)
            lp.row_upper_ = numpy.where(numpy.isfinite(p.row_upper), p.row_upper, infinite)
            lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
            lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = p.A.indptr, p.A.indices, p.A.data
            model = highspy.Highs()
            model.setOptionValue("output_flag", False)
            settings = {
                "threads": options_of_run.threads,
                "time_limit": float(options_of_run.time_limit),
                "primal_feasibility_tolerance": TOLERANCE,
                "dual_feasibility_tolerance": TOLERANCE,
                "solver": method,
                **dict(options),
            }
            for name, value in settings.items():
                # An unknown method is refused, and the default method would run instead.
                if model.setOptionValue(name, value) != highspy.HighsStatus.kOk:
                    raise NotInstalled(f"this HiGHS has no {name}={value}")
            model.passModel(lp)
            return model

        with Clock() as build:
            model = load(problem)
        report["build_seconds"] = build.wall
        if options_of_run.second:
            model.setOptionValue("solver", "ipx")
            model.run()
            basis = model.getBasis()
            model = load(options_of_run.second)
            if model.setBasis(basis) != highspy.HighsStatus.kOk:
                raise RuntimeError("HiGHS does not take the basis")
        with Clock() as clock:
            outcome = model.run()
        if outcome == highspy.HighsStatus.kError:
            raise NotInstalled(f"this HiGHS cannot run {method}")
        info = model.getInfo()
        report["iterations"] = max(
            info.simplex_iteration_count, info.ipm_iteration_count, getattr(info, "pdlp_iteration_count", 0)
        )
        report["ended"] = model.modelStatusToString(model.getModelStatus())
        return clock, model.getSolution().col_value

    return run


def clarabel(problem, options, report):
    module = need("clarabel")
    import scipy.sparse as sparse

    report["version"] = version_of("clarabel")
    with Clock() as build:
        A, b, G, h = problem.as_cones()
        rows = sparse.vstack([A, G], format="csc")
        cones = [module.ZeroConeT(len(b)), module.NonnegativeConeT(len(h))]
        settings = module.DefaultSettings()
        settings.verbose, settings.time_limit, settings.max_threads = False, options.time_limit, options.threads
        settings.tol_gap_rel = settings.tol_gap_abs = settings.tol_feas = TOLERANCE
        import numpy

        none = sparse.csc_matrix((len(problem.c), len(problem.c)))
        solver = module.DefaultSolver(none, problem.c, rows, numpy.concatenate([b, h]), cones, settings)
    report["build_seconds"] = build.wall
    with Clock() as clock:
        solution = solver.solve()
    report["ended"], report["iterations"] = str(solution.status), solution.iterations
    return clock, solution.x


def ortools(method, parameters):
    def run(problem, options, report):
        builder = need("ortools.linear_solver.python.model_builder")
        report["version"] = version_of("ortools")
        with Clock() as build:
            model = builder.Model()
            model.helper.fill_model_from_sparse_data(
                problem.lower, problem.upper, problem.c, problem.row_lower, problem.row_upper, problem.A
            )
            solver = builder.Solver(method)
            solver.set_time_limit_in_seconds(options.time_limit)
            solver.set_solver_specific_parameters(parameters.format(threads=options.threads, tolerance=TOLERANCE))
        report["build_seconds"] = build.wall
        with Clock() as clock:
            status = solver.solve(model)
        report["ended"] = str(status).rsplit(".", 1)[-1]
        return clock, solver.values(model.get_variables()).to_numpy(dtype=float, na_value=float("nan"))

    return run


def clp(problem, options, report):
    program = shutil.which("clp")
    if program is None:
        raise NotInstalled("no program `clp` (Debian package coinor-clp)")
    with tempfile.TemporaryDirectory() as folder:
        source, result = os.path.join(folder, "lp.mps"), os.path.join(folder, "solution.txt")
        write_short_mps(problem, source)
        tight = ["-primalTolerance", str(TOLERANCE), "-dualTolerance", str(TOLERANCE)]
        with Clock() as reading:
            said = subprocess.run([program, source, "-quit"], capture_output=True, text=True, check=True).stdout
        report["version"] = next((line for line in said.splitlines() if "version" in line), "clp").strip().rstrip(".")
        command = [program, source, *tight, "-seconds", str(int(options.time_limit)), "-either", "-solution", result]
        with Clock() as clock:
            said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        clock.wall = max(clock.wall - reading.wall, 0.0)
        clock.cpu_seconds = max(clock.cpu_seconds - reading.cpu_seconds, 0.0)
        x = [0.0] * len(problem.c)
        with open(result) as lines:
            report["ended"] = next(lines).strip()
            for line in lines:
                words = line.replace("**", " ").split()
                if len(words) == 4 and words[1].startswith("C"):
                    x[int(words[1][1:])] = float(words[2])
        return clock, x


def write_short_mps(problem, path):
    """Minimising, with short names: CLP's reader knows neither OBJSENSE nor long names for sure."""
    by_column = problem.A.tocsc()
    with open(path, "w") as out:
        out.write("NAME lp\nROWS\n N benefit\n")
        for i, (low, high) in enumerate(zip(problem.row_lower, problem.row_upper)):
            out.write(f" {'E' if low == high else 'L' if high < float('inf') else 'G'} R{i}\n")
        out.write("COLUMNS\n")
        for j, cost in enumerate(problem.c):
            out.write(f" C{j} benefit {float(cost)!r}\n")
            for k in range(by_column.indptr[j], by_column.indptr[j + 1]):
                out.write(f" C{j} R{by_column.indices[k]} {float(by_column.data[k])!r}\n")
        out.write("RHS\n")
        for i, (low, high) in enumerate(zip(problem.row_lower, problem.row_upper)):
            out.write(f" RHS R{i} {float(high if high < float('inf') else low)!r}\n")
        out.write("BOUNDS\n")
        for j, (low, high) in enumerate(zip(problem.lower, problem.upper)):
            out.write(f" LO BND C{j} {float(low)!r}\n UP BND C{j} {float(high)!r}\n")
        out.write("ENDATA\n")


def rows_of(problem):
    """Columns, coefficients, lower and upper bound of each row, as plain numbers."""
    A = problem.A
    columns, values = A.indices.tolist(), A.data.tolist()
    for i, (low, high) in enumerate(zip(problem.row_lower.tolist(), problem.row_upper.tolist())):
        terms = slice(A.indptr[i], A.indptr[i + 1])
        yield columns[terms], values[terms], low, high


def pulp(problem, options, report):
    module = need("pulp")
    report["version"] = version_of("pulp") + " with its CBC"
    with Clock() as build:
        model = module.LpProblem("race", module.LpMinimize)
        bounds = zip(problem.lower.tolist(), problem.upper.tolist())
        x = [module.LpVariable(f"C{j}", low, high) for j, (low, high) in enumerate(bounds)]
        model += module.LpAffineExpression(zip(x, problem.c.tolist()))
        for columns, values, low, high in rows_of(problem):
            terms = module.LpAffineExpression((x[j], a) for j, a in zip(columns, values))
            sense = module.LpConstraintEQ if low == high else module.LpConstraintLE if high < float("inf") else module.LpConstraintGE
            model += module.LpConstraint(terms, sense, rhs=low if sense == module.LpConstraintGE else high)
    report["build_seconds"] = build.wall
    with Clock() as clock:
        model.solve(module.PULP_CBC_CMD(msg=False, timeLimit=options.time_limit, threads=options.threads))
    report["ended"] = module.LpStatus[model.status]
    return clock, [variable.value() for variable in x]


def pyomo(problem, options, report):
    po = need("pyomo.environ")
    need("highspy")
    from pyomo.contrib import appsi
    from pyomo.core.expr.numeric_expr import LinearExpression

    report["version"] = version_of("pyomo") + ", HiGHS ipm"
    with Clock() as build:
        model = po.ConcreteModel()
        low, high = problem.lower.tolist(), problem.upper.tolist()
        model.x = po.Var(range(len(low)), bounds=lambda _, j: (low[j], high[j]))
        x = [model.x[j] for j in range(len(low))]
        model.objective = po.Objective(expr=LinearExpression(linear_coefs=problem.c.tolist(), linear_vars=x))
        model.rows = po.ConstraintList()
        for columns, values, least, most in rows_of(problem):
            total = LinearExpression(linear_coefs=values, linear_vars=[x[j] for j in columns])
            model.rows.add(total == most if least == most else total <= most if most < float("inf") else total >= least)
    report["build_seconds"] = build.wall
    solver = appsi.solvers.Highs()
    solver.highs_options = {"solver": "ipm", "threads": options.threads}
    solver.config.time_limit = options.time_limit
    with Clock() as clock:
        outcome = solver.solve(model)
    report["ended"] = str(outcome.termination_condition).rsplit(".", 1)[-1]
    return clock, [variable.value for variable in x]


def linopy(problem, options, report):
    module = need("linopy")
    need("highspy")
    import numpy
    import xarray

    report["version"] = version_of("linopy") + ", HiGHS ipm"
    with Clock() as build:
        model = module.Model()
        x = model.add_variables(lower=problem.lower, upper=problem.upper, dims=["column"], name="x")
        labels = x.labels.values
        length = numpy.diff(problem.A.indptr)
        # Rows of like length side by side: linopy holds a block of rows as one rectangle.
        for power in range(int(length.max()).bit_length() + 1):
            block = numpy.nonzero((length > 2**power // 2) & (length <= 2**power))[0]
            if len(block) == 0:
                continue
            width = int(length[block].max())
            variables, values = numpy.full((len(block), width), -1), numpy.zeros((len(block), width))
            for k, i in enumerate(block):
                terms = slice(problem.A.indptr[i], problem.A.indptr[i + 1])
                variables[k, : length[i]] = labels[problem.A.indices[terms]]
                values[k, : length[i]] = problem.A.data[terms]
            dims = (f"row{power}", "_term")
            data = xarray.Dataset({"coeffs": (dims, values), "vars": (dims, variables), "const": (dims[0], numpy.zeros(len(block)))})
            low, high = problem.row_lower[block], problem.row_upper[block]
            sense = numpy.where(low == high, "=", numpy.where(numpy.isfinite(high), "<=", ">="))
            model.add_constraints(
                module.LinearExpression(data, model),
                xarray.DataArray(sense, dims=dims[:1]),
                xarray.DataArray(numpy.where(numpy.isfinite(high), high, low), dims=dims[:1]),
                name=f"rows{power}",
            )
        model.add_objective((x * xarray.DataArray(problem.c, dims=["column"])).sum())
    report["build_seconds"] = build.wall
    with Clock() as clock:
        report["ended"] = " ".join(
            model.solve("highs", io_api="direct", solver="ipm", threads=options.threads, time_limit=options.time_limit, output_flag=False)
        )
    return clock, x.solution.values


def cvxpy(problem, options, report):
    module = need("cvxpy")
    need("highspy")
    report["version"] = version_of("cvxpy") + ", HiGHS ipm"
    with Clock() as build:
        A, b, G, h = problem.as_cones()
        x = module.Variable(len(problem.c))
        model = module.Problem(module.Minimize(problem.c @ x), [A @ x == b, G @ x <= h])
        model.get_problem_data("HIGHS")
    report["build_seconds"] = build.wall
    settings = {"solver": "ipm", "threads": options.threads, "time_limit": options.time_limit}
    with Clock() as clock:
        model.solve(solver="HIGHS", highs_options=settings)
    report["ended"] = model.status
    return clock, x.value


RIVALS = {
    "highs-simplex": highs("simplex"),
    "highs-ipx": highs("ipx"),
    "highs-hipo": highs("hipo"),
    "highs-pdlp": highs("pdlp", [("pdlp_optimality_tolerance", TOLERANCE)]),
    "clp": clp,
    "clarabel": clarabel,
    "glop": ortools("glop", "primal_feasibility_tolerance: {tolerance} dual_feasibility_tolerance: {tolerance}"),
    "ortools-pdlp": ortools(
        "pdlp",
        "num_threads: {threads} termination_criteria {{ simple_optimality_criteria {{ "
        "eps_optimal_relative: {tolerance} eps_optimal_absolute: {tolerance} }} }}",
    ),
    "pulp": pulp,
    "linopy": linopy,
    "pyomo": pyomo,
    "cvxpy": cvxpy,
}
# Of these alone a second program can start from where the first ended.
WARM = ["highs-simplex"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rival", nargs="?", choices=RIVALS)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--mps")
    parser.add_argument("--second")
    parser.add_argument("--time-limit", type=float, default=300.0)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    if options.list:
        print(json.dumps({"cold": list(RIVALS), "warm": WARM}))
        return
    # Solvers that print whatever they are told go to standard error; standard output carries the report alone.
    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    report = {"version": None, "ended": None, "iterations": None, "build_seconds": 0.0}
    try:
        need("numpy")
        need("scipy.sparse")
        problem = Problem(options.mps)
        options.second = Problem(options.second) if options.second else None
        with Peak() as peak:
            clock, x = RIVALS[options.rival](problem, options, report)
        report.update(seconds=clock.wall, cpu_seconds=clock.cpu_seconds, peak_mb=peak.mb)
        # Some give no point where time was up, others one of nothing.
        if x is not None and len(x) == len(problem.c) and all(value is not None and value == value for value in x):
            report["benefit"], report["miss"] = (options.second or problem).judge(x)
    except NotInstalled as error:
        report["not_installed"] = str(error)
    print(json.dumps(report), file=answer, flush=True)


if __name__ == "__main__":
    sys.exit(main())
