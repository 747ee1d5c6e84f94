from sklearn.datasets import load_iris
from sklearn.tree import DecisionTreeClassifier

x, y = load_iris(return_X_y=True)
print(DecisionTreeClassifier().fit(x, y).score(x, y))
