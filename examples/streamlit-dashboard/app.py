"""Video-game sales: a small Streamlit dashboard over one CSV file."""

from pathlib import Path

import pandas as pd
import streamlit as st

DATA = Path(__file__).parent / "data" / "vgsales.csv"
REGIONS = {
    "North America": "NA_Sales",
    "Europe": "EU_Sales",
    "Japan": "JP_Sales",
    "Elsewhere": "Other_Sales",
}


@st.cache_data
def load() -> pd.DataFrame:
    """The table, read once per server."""
    return pd.read_csv(DATA)


def main() -> None:
    st.set_page_config(page_title="Video-game sales", layout="wide")
    st.title("Video-game sales")
    sales = load()

    genres = st.multiselect("Genres", sorted(sales["Genre"].unique()))
    first, last = int(sales["Year"].min()), int(sales["Year"].max())
    start, end = st.slider("Years", first, last, (first, last))

    chosen = sales[sales["Year"].between(start, end)]
    if genres:
        chosen = chosen[chosen["Genre"].isin(genres)]
    if chosen.empty:
        st.info("No game matches. Choose more genres or years.")
        return

    totals = chosen[list(REGIONS.values())].sum()
    for column, (region, field) in zip(st.columns(len(REGIONS)), REGIONS.items()):
        column.metric(region, f"{totals[field]:.1f} M")

    st.subheader("Copies sold per year, in millions")
    st.bar_chart(chosen.groupby("Year")["Global_Sales"].sum())
    st.subheader("Best sellers")
    st.dataframe(chosen.nlargest(10, "Global_Sales"), hide_index=True)


main()
