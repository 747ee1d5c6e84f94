package main

import (
	"bytes"
	"fmt"
	"os"

	apps "k8s.io/api/apps/v1"
	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	"sigs.k8s.io/yaml"
)

// What is written, by kind and version; anything else is an error.
var kinds = map[string]func() any{
	"v1 Namespace":                       func() any { return &core.Namespace{} },
	"v1 Service":                         func() any { return &core.Service{} },
	"apps/v1 Deployment":                 func() any { return &apps.Deployment{} },
	"batch/v1 Job":                       func() any { return &batch.Job{} },
	"networking.k8s.io/v1 NetworkPolicy": func() any { return &networking.NetworkPolicy{} },
}

func readKubernetes(path string) (any, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var objects []any
	for _, part := range bytes.Split(text, []byte("\n---\n"))[1:] {
		var head struct{ APIVersion, Kind string }
		if err := yaml.Unmarshal(part, &head); err != nil {
			return nil, err
		}
		make, known := kinds[head.APIVersion+" "+head.Kind]
		if !known {
			return nil, fmt.Errorf("an object of the kind %q, version %q, is not expected", head.Kind, head.APIVersion)
		}
		object := make()
		if err := yaml.UnmarshalStrict(part, object); err != nil {
			return nil, fmt.Errorf("%s: %w", head.Kind, err)
		}
		objects = append(objects, object)
	}
	if len(objects) == 0 {
		return nil, fmt.Errorf("there is no object")
	}
	return objects, nil
}
