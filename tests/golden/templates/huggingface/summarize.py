import os
import sys

from transformers import pipeline

print(pipeline("summarization", model=os.environ["MODEL"])(sys.stdin.read()))
