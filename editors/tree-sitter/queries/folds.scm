[
  (block)
  (text)
  (options)
  (list)
  (raw)
] @fold
