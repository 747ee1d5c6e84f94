console.log(require('left-pad')(7, 3))
