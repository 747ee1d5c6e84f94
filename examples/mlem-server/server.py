"""Serves a fitted linear classifier over HTTP, with the routes of an MLEM model server."""

import json
import math
from pathlib import Path

from fastapi import FastAPI
from pydantic import BaseModel

MODEL = json.loads((Path(__file__).parent / "model.json").read_text(encoding="utf-8"))


class Flower(BaseModel):
    """One flower, measured in centimetres."""

    sepal_length: float
    sepal_width: float
    petal_length: float
    petal_width: float


class Request(BaseModel):
    data: list[Flower]


class Prediction(BaseModel):
    label: str
    probabilities: dict[str, float]


app = FastAPI(title=f"Model {MODEL['name']}")


def classify(features: list[float]) -> Prediction:
    """The likeliest class, with the softmax of the linear scores."""
    scores = [
        sum(weight * value for weight, value in zip(weights, features)) + intercept
        for weights, intercept in zip(MODEL["coefficients"], MODEL["intercepts"])
    ]
    highest = max(scores)
    exponents = [math.exp(score - highest) for score in scores]
    probabilities = {
        label: round(exponent / sum(exponents), 4)
        for label, exponent in zip(MODEL["classes"], exponents)
    }
    return Prediction(label=max(probabilities, key=probabilities.get), probabilities=probabilities)


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok", "model": MODEL["name"]}


@app.get("/interface.json")
def interface() -> dict[str, list[str]]:
    """What the model takes and returns."""
    return {"features": MODEL["features"], "classes": MODEL["classes"]}


@app.post("/predict")
def predict(request: Request) -> list[Prediction]:
    return [
        classify([getattr(flower, name) for name in MODEL["features"]]) for flower in request.data
    ]
