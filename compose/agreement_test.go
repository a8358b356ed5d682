package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// What stands in two places says the same.
func TestVersionsAgree(t *testing.T) {
	found := func(file, pattern string) string {
		match := regexp.MustCompile(pattern).FindStringSubmatch(read(t, file))
		if match == nil {
			t.Fatalf("%s has no %s", file, pattern)
		}
		return match[1]
	}
	for _, one := range []struct{ program, dockerfile, image, want string }{
		{"Kafka", "cluster/Dockerfile", "apache/kafka", found("cluster/pom.xml", `<kafka\.version>(.+)</`)},
		{"Kafka", "demo/Dockerfile", "apache/kafka", found("cluster/pom.xml", `<kafka\.version>(.+)</`)},
		{"Grafana", "plugin/Dockerfile", "grafana/grafana", found("plugin/package.json", `"@grafana/data": "(.+)"`)},
		{"Node", "exporter/Dockerfile", "node", found("scripts/node-binary.mjs", `ownNode = '(.+)'`) + "-alpine"},
		{"Node", "demo/Dockerfile", "node", found("scripts/node-binary.mjs", `ownNode = '(.+)'`) + "-alpine"},
		{"Node", "plugin/Dockerfile", "node", found("scripts/node-binary.mjs", `ownNode = '(.+)'`) + "-alpine"},
	} {
		t.Run(one.program+" in "+one.dockerfile, func(t *testing.T) {
			for _, stage := range stages(t, one.dockerfile) {
				image, version, _ := strings.Cut(stage.Base, ":")
				if image == one.image && version != one.want {
					t.Errorf("%s is %s here, %s elsewhere", one.program, version, one.want)
				}
			}
		})
	}
}

func TestElasticsearchIsOfTheVersionOfItsClient(t *testing.T) {
	match := regexp.MustCompile(`"@elastic/elasticsearch": "(.+)"`).FindStringSubmatch(read(t, "demo/package.json"))
	if match == nil {
		t.Fatal("the demo has no client")
	}
	for _, name := range []string{"elasticsearch", "kibana"} {
		if image := load(t).Services[name].Image; !strings.HasSuffix(image, ":"+match[1]) {
			t.Errorf("%s is %s, the client is %s", name, image, match[1])
		}
	}
}

func TestPrometheusScrapesServices(t *testing.T) {
	services := load(t).Services
	const folder = "provisioning/compose/targets"
	here, there := filesIn(t, folder), filesIn(t, "provisioning/prometheus/targets")
	if !slices.Equal(here, there) {
		t.Fatalf("%v in place of %v", here, there)
	}
	for _, file := range here {
		var groups []struct{ Targets []string }
		if err := yaml.Unmarshal([]byte(read(t, filepath.Join(folder, file))), &groups); err != nil {
			t.Fatal(err)
		}
		if len(groups) == 0 {
			t.Errorf("%s names nobody", file)
		}
		for _, group := range groups {
			for _, target := range group.Targets {
				if name, _, _ := strings.Cut(target, ":"); services[name].Name == "" {
					t.Errorf("%s: %s is no service", file, target)
				}
			}
		}
	}
}

func TestGrafanaIsGivenWhatItsProvisioningAsksFor(t *testing.T) {
	given := load(t).Services["grafana"].Environment
	asked := map[string]bool{}
	folder := filepath.Join(root, "provisioning/grafana")
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".yml") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, match := range regexp.MustCompile(`\$\{([A-Z_]+)\}`).FindAllStringSubmatch(string(text), -1) {
			asked[match[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	// Grafana's image sets it to /etc/grafana/provisioning.
	delete(asked, "GF_PATHS_PROVISIONING")
	for name := range asked {
		if given[name] == nil {
			t.Errorf("Grafana has no %s", name)
		}
	}
	for _, name := range []string{"KAFKASCOPE_URL", "PROMETHEUS_URL"} {
		if !asked[name] {
			t.Errorf("nothing asks for %s", name)
		}
	}
}

func filesIn(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(root, folder))
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}
