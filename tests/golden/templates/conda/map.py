from osgeo import gdal
