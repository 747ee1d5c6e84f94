"""MHub runs the nodule finder through this module."""

import sys

from mhubio.core import IO, Instance, InstanceData
from mhubio.modules.runner.ModelRunner import ModelRunner


@IO.Config('weights', str, '/root/.lung_nodules', the='folder of the weights')
class LungNodulesRunner(ModelRunner):

    weights: str

    @IO.Instance()
    @IO.Input('image', 'nifti:mod=ct', the='input chest CT')
    @IO.Output('nodules', 'lung_nodules.nii.gz', 'nifti:mod=seg:model=LungNodules:roi=NODULE',
               bundle='model', the='segmentation of the nodules')
    def task(self, instance: Instance, image: InstanceData, nodules: InstanceData) -> None:
        self.subprocess([
            sys.executable, '/opt/lung-nodules/segment.py',
            image.abspath, nodules.abspath, '--weights', self.weights,
        ], text=True)
