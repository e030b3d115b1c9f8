# SPDX-License-Identifier: GPL-2.0-or-later
"""Turns runs into tables: ratios, geometric means and goals.

Runs are kept as runs[program][tool] = [Run of round 1, Run of round 2, ...].
A ratio is taken between two runs of the same round, which lie next to each
other in time; then the least and the median over the rounds are shown.
"""

import math
import statistics

RATIOS = (("ms2", "none"), ("ms2", "massif"), ("ms2", "heaptrack"))

# About what a tool's own code and tables take before any block is there.
MIN_BEYOND_BYTES = 2000000


def per_round(runs, program, tools, figure):
    """`figure` of the runs of the tools, for each round; [] if not measured.
    A figure that cannot be computed in a round is left out."""
    measured = runs.get(program, {})
    if any(tool not in measured for tool in tools):
        return []
    values = [figure(*row) for row in
              zip(*(measured[tool] for tool in tools))]
    return [value for value in values if value is not None]


def seconds_ratio(upper, lower):
    return upper.seconds / lower.seconds if lower.seconds > 0 else None


def memory_ratio(ms2, massif, none):
    """What ms2 needs beyond Valgrind itself, against what massif does.  None
    where massif needs next to nothing: that is no heap to compare by."""
    beyond = massif.peak_bytes - none.peak_bytes
    if beyond < MIN_BEYOND_BYTES:
        return None
    return (ms2.peak_bytes - none.peak_bytes) / beyond


def time_ratios(runs, program, tools):
    return per_round(runs, program, tools, seconds_ratio)


def memory_ratios(runs, program):
    return per_round(runs, program, ("ms2", "massif", "none"), memory_ratio)


def geometric_mean(values):
    return math.exp(sum(math.log(value) for value in values) / len(values))


# ---- goals ------------------------------------------------------------------
# Each maker returns a function of (runs, n_live) that gives the figure for
# each round, or [] where something for it was not measured.

def time_of(program, *tools):
    return lambda runs, n_live: time_ratios(runs, program, tools)


def mean_time_of(programs, *tools):
    def figures(runs, n_live):
        columns = [time_ratios(runs, name, tools) for name in programs]
        return [geometric_mean(row) for row in zip(*columns)]
    return figures


def memory_of(program):
    return lambda runs, n_live: memory_ratios(runs, program)


def block_bytes_of(program):
    """ms2's peak beyond none's: there the C library holds the blocks, so its
    own share is taken off."""
    def figures(runs, n_live):
        if n_live.get(program) is None:
            return []
        return per_round(
            runs, program, ("ms2", "none"),
            lambda ms2, none:
            (ms2.peak_bytes - none.peak_bytes) / n_live[program])
    return figures


def event_cost_of(many, few):
    def figures(runs, n_live):
        columns = [per_round(runs, name, ("ms2",), lambda run: run.seconds)
                   for name in (many, few)]
        return [upper / lower for upper, lower in zip(*columns)]
    return figures


def file_kb_of(program):
    return lambda runs, n_live: per_round(
        runs, program, ("ms2",), lambda run: run.file_bytes / 1000)


REAL = ("perl", "sqlite3", "python3", "cc1")

# What is to be at most the number, by the figures of every round.
GOALS = (
    ("churn: time ms2/massif", 0.45, time_of("churn", "ms2", "massif")),
    ("churn: time ms2/heaptrack", 0.45,
     time_of("churn", "ms2", "heaptrack")),
    ("churn: time ms2/none", 1.5, time_of("churn", "ms2", "none")),
    ("tree: time ms2/none", 1.2, time_of("tree", "ms2", "none")),
    ("tree: time ms2/heaptrack", 1.0, time_of("tree", "ms2", "heaptrack")),
    ("deep: time ms2/massif", 0.5, time_of("deep", "ms2", "massif")),
    ("contexts: time ms2/massif", 0.5,
     time_of("contexts", "ms2", "massif")),
    ("growth: time ms2/massif", 0.45, time_of("growth", "ms2", "massif")),
    (", ".join(REAL) + ": time ms2/none, geometric mean", 1.10,
     mean_time_of(REAL, "ms2", "none")),
    ("compute: time ms2/none", 1.01, time_of("compute", "ms2", "none")),
    ("compute: time ms2/none, --time-unit=i", 1.06,
     time_of("compute", "ms2-i", "none")),
    ("tree: time ms2 --stacks=yes/ms2", 1.35,
     time_of("tree", "ms2-stacks", "ms2")),
    ("perl: time ms2 --stacks=yes/ms2", 1.35,
     time_of("perl", "ms2-stacks", "ms2")),
    ("cc1: time ms2 --stacks=yes/ms2", 1.35,
     time_of("cc1", "ms2-stacks", "ms2")),
    ("tree, perl, cc1: time ms2/massif, both --stacks=yes, geometric mean",
     0.5, mean_time_of(("tree", "perl", "cc1"), "ms2-stacks",
                       "massif-stacks")),
    ("churn: memory (ms2 - none) / (massif - none)", 0.40,
     memory_of("churn")),
    ("big: memory (ms2 - none) / (massif - none)", 0.40, memory_of("big")),
    ("churn: bytes a live block, ms2 - none", 24, block_bytes_of("churn")),
    ("big: bytes a live block, ms2 - none", 24, block_bytes_of("big")),
    ("big / few: time ms2, the same number of events", 1.3,
     event_cost_of("big", "few")),
    ("regions / unmarked: time ms2, two regions every ten calls", 1.6,
     event_cost_of("regions", "unmarked")),
    ("churn: profile in kB", 100, file_kb_of("churn")),
    ("perl: profile in kB", 2000, file_kb_of("perl")),
)


def verdict(values, bound):
    if statistics.median(values) <= bound:
        return "yes"
    return "at its least" if min(values) <= bound else "no"


# ---- tables -----------------------------------------------------------------

def markdown(header, rows):
    """A Markdown table that is also readable as it is: columns line up, the
    first to the left and the others to the right."""
    rows = [header] + rows
    widths = [max(len(row[i]) for row in rows) for i in range(len(header))]

    def line(row):
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width)
                  for cell, width in zip(row[1:], widths[1:])]
        return "| " + " | ".join(cells) + " |"

    rule = "|" + "-" * (widths[0] + 2) + "|" + "".join(
        "-" * (width + 1) + ":|" for width in widths[1:])
    return "\n".join([line(rows[0]), rule] + [line(row) for row in rows[1:]])


def number(value):
    """Three figures, or all of those before the point."""
    if value >= 100:
        return "%.0f" % value
    return "%.1f" % value if value >= 10 else "%.2f" % value


def least_median(values):
    if not values:
        return "-"
    return "%.2f %.2f" % (min(values), statistics.median(values))


def median_of(runs, program, tool, figure):
    values = per_round(runs, program, (tool,), figure)
    return number(statistics.median(values)) if values else "-"


def spread(runs, program, tool):
    """How far the slowest round of one program and tool lies over its
    fastest."""
    values = per_round(runs, program, (tool,), lambda run: run.seconds)
    if not values or min(values) <= 0:
        return "-"
    return "%.0f %%" % (100 * (max(values) / min(values) - 1))


def mean_row(runs, n_tools):
    cells = []
    for pair in RATIOS:
        columns = [time_ratios(runs, program, pair) for program in runs]
        columns = [column for column in columns if column]
        cells.append("%.2f %.2f" % (
            geometric_mean([min(column) for column in columns]),
            geometric_mean([statistics.median(column) for column in columns]))
            if columns else "-")
    return ["geometric mean"] + [""] * n_tools + cells + [""]


def time_table(runs, tools):
    header = ["seconds"] + list(tools) + [
        "%s/%s" % pair for pair in RATIOS] + ["spread"]
    rows = []
    for program in runs:
        rows.append(
            [program] +
            [median_of(runs, program, tool, lambda run: run.seconds)
             for tool in tools] +
            [least_median(time_ratios(runs, program, pair))
             for pair in RATIOS] + [spread(runs, program, "none")])
    return markdown(header, rows + [mean_row(runs, len(tools))])


def memory_table(runs, tools):
    header = ["MB"] + list(tools) + ["(ms2-none)/(massif-none)"]
    return markdown(header, [
        [program] +
        [median_of(runs, program, tool, lambda run: run.peak_bytes / 1e6)
         for tool in tools] + [least_median(memory_ratios(runs, program))]
        for program in runs])


def file_table(runs, tools):
    return markdown(["kB"] + list(tools), [
        [program] +
        [median_of(runs, program, tool, lambda run: run.file_bytes / 1e3)
         for tool in tools] for program in runs])


def goal_table(runs, n_live):
    rows = []
    for what, bound, figures in GOALS:
        values = figures(runs, n_live)
        rows.append([what, "%g" % bound] + (
            [number(min(values)), number(statistics.median(values)),
             verdict(values, bound)] if values else ["-", "-", "not measured"]
        ))
    return markdown(["goal", "at most", "least", "median", "reached"], rows)
