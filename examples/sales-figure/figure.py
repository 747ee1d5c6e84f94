"""Draws how many copies were sold, by genre, platform, publisher or year: figure.py [--by COLUMN] OUT.png"""

import argparse
import collections
import csv
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402 - the line above says that there is no screen

DATA = Path(__file__).parent / "vgsales.csv"


def sales_by(column: str) -> list[tuple[str, float]]:
    """Millions of copies, the least first; years in their order."""
    totals: dict[str, float] = collections.defaultdict(float)
    with DATA.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            totals[row[column]] += float(row["Global_Sales"])
    return sorted(totals.items(), key=lambda item: item[0] if column == "Year" else item[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("--by", default="Genre", choices=["Genre", "Platform", "Publisher", "Year"])
    parser.add_argument("out", type=Path, help="the picture to write")
    arguments = parser.parse_args()

    names, totals = zip(*sales_by(arguments.by))
    figure, axes = pyplot.subplots(figsize=(8, 5), layout="constrained")
    axes.barh(names, totals)
    axes.set(title=f"Video games sold by {arguments.by.lower()}", xlabel="copies, in millions")
    figure.savefig(arguments.out)
    print(f"{arguments.out}: {len(names)} bars, {sum(totals):.2f} million copies")


if __name__ == "__main__":
    main()
