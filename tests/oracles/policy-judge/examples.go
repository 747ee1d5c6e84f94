package main

import (
	"fmt"
	"io"
	"slices"

	checks "github.com/aquasecurity/trivy-checks"
	"go.yaml.in/yaml/v3"
)

// judgeExamples proves that the policies are fed rightly: each ships texts that it must refuse and texts that it must
// accept. Prints where this program says otherwise, then how many were judged.
func judgeExamples(policies []policy, out io.Writer) (bool, error) {
	judged, wrong := 0, 0
	for _, p := range policies {
		if p.examples == "" {
			continue
		}
		text, err := checks.EmbeddedPolicyFileSystem.ReadFile(p.examples)
		if err != nil {
			return false, err
		}
		var shipped struct {
			Dockerfile struct{ Good, Bad []string }
		}
		if err := yaml.Unmarshal(text, &shipped); err != nil {
			return false, fmt.Errorf("%s: %w", p.examples, err)
		}
		judgeAll := func(texts []string, refused bool) {
			for _, text := range texts {
				judged++
				rules := func(f finding) bool { return f.Rule == p.id }
				if slices.ContainsFunc(judge([]policy{p}, []byte(text)), rules) != refused {
					wrong++
					fmt.Fprintf(out, "%s: refused must be %v:\n%s\n", p.id, refused, text)
				}
			}
		}
		judgeAll(shipped.Dockerfile.Good, false)
		judgeAll(shipped.Dockerfile.Bad, true)
	}
	fmt.Fprintf(out, "%d examples judged, %d wrongly\n", judged, wrong)
	if judged == 0 {
		return false, fmt.Errorf("the policies ship no examples")
	}
	return wrong == 0, nil
}
