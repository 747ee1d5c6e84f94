import six

print("service with six", six.__version__)
