fixed = True
