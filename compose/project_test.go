package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/template"
	"github.com/compose-spec/compose-go/v2/types"
)

const root = ".."

// load reads it with the services of all profiles.
func load(t *testing.T, environment ...string) *types.Project {
	t.Helper()
	project, err := loadProject(root, environment, "*")
	if err != nil {
		t.Fatal(err)
	}
	if len(project.Services) == 0 {
		t.Fatal("there are no services")
	}
	return project
}

func TestEveryVariableHasADefault(t *testing.T) {
	options, err := projectOptions(root, nil, "*")
	if err != nil {
		t.Fatal(err)
	}
	cli.WithInterpolation(false)(options)
	model, err := options.LoadModel(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	variables := template.ExtractVariables(model, template.DefaultPattern)
	if len(variables) == 0 {
		t.Fatal("there are no variables")
	}
	for name, variable := range variables {
		if variable.DefaultValue == "" {
			t.Errorf("%s has no default", name)
		}
	}
}

func TestIsPublishedOnLoopbackOnly(t *testing.T) {
	taken := map[string]string{}
	for _, service := range load(t).Services {
		if service.NetworkMode != "" {
			t.Errorf("%s has a network of its own: %s", service.Name, service.NetworkMode)
		}
		for _, port := range service.Ports {
			if port.HostIP != "127.0.0.1" {
				t.Errorf("%s publishes %d on %q", service.Name, port.Target, port.HostIP)
			}
			if other, is := taken[port.Published]; is {
				t.Errorf("%s and %s publish %s", other, service.Name, port.Published)
			}
			taken[port.Published] = service.Name
		}
	}
	if len(taken) < 9 {
		t.Errorf("only %d ports are published", len(taken))
	}
}

func TestMountsFilesThatExistAndCannotBeWritten(t *testing.T) {
	mounts := 0
	for _, service := range load(t).Services {
		for _, volume := range service.Volumes {
			if volume.Type != types.VolumeTypeBind {
				continue
			}
			mounts++
			if _, err := os.Stat(volume.Source); err != nil {
				t.Errorf("%s: %v", service.Name, err)
			}
			if !volume.ReadOnly {
				t.Errorf("%s can write %s", service.Name, volume.Source)
			}
		}
	}
	if mounts == 0 {
		t.Error("nothing is mounted")
	}
}

func TestVolumesAreNamedAndUsedOnce(t *testing.T) {
	project := load(t)
	used := map[string]string{}
	for _, service := range project.Services {
		for _, volume := range service.Volumes {
			if volume.Type != types.VolumeTypeVolume {
				continue
			}
			if other, is := used[volume.Source]; is {
				t.Errorf("%s and %s share %s", other, service.Name, volume.Source)
			}
			used[volume.Source] = service.Name
		}
	}
	for name := range project.Volumes {
		if _, is := used[name]; !is {
			t.Errorf("nobody uses the volume %q", name)
		}
	}
}

// compose-go itself refuses a name that is no service.
func TestWaitsForServicesThatTellTheirHealth(t *testing.T) {
	project := load(t)
	waits := 0
	for _, service := range project.Services {
		if !tellsHealth(t, service) {
			t.Errorf("%s has no healthcheck", service.Name)
		}
		for name, dependency := range service.DependsOn {
			waits++
			if dependency.Condition != types.ServiceConditionHealthy {
				t.Errorf("%s waits for %s: %s", service.Name, name, dependency.Condition)
			}
		}
	}
	if waits == 0 {
		t.Error("nobody waits for anybody")
	}
}

func tellsHealth(t *testing.T, service types.ServiceConfig) bool {
	t.Helper()
	if service.HealthCheck != nil {
		return len(service.HealthCheck.Test) > 0 && !service.HealthCheck.Disable
	}
	return service.Build != nil && len(lastStage(t, service.Build.Dockerfile).Healthcheck) > 0
}

func TestWhatIsOursCannotWriteBesideItsVolumes(t *testing.T) {
	services := load(t).Services
	for _, name := range []string{"exporter", "demo", "redis", "prometheus", "grafana"} {
		service := services[name]
		if !service.ReadOnly || !slices.Contains(service.CapDrop, "ALL") {
			t.Errorf("%s: read-only %t, rights given up %v", name, service.ReadOnly, service.CapDrop)
		}
	}
}

var brokerName = regexp.MustCompile(`^kafka-(\d)$`)

func TestBrokersAreFoundFromInsideAndFromThisMachine(t *testing.T) {
	services := load(t, "KAFKA_2_PORT=19094").Services
	var voters, addresses []string
	for _, name := range []string{"kafka-1", "kafka-2", "kafka-3"} {
		id := brokerName.FindStringSubmatch(name)[1]
		voters = append(voters, fmt.Sprintf("%s@%s:9093", id, name))
		addresses = append(addresses, name+":19092")
	}
	clusters := map[string]bool{}
	for id, name := range []string{"kafka-1", "kafka-2", "kafka-3"} {
		broker := services[name]
		clusters[*broker.Environment["CLUSTER_ID"]] = true
		for variable, want := range map[string]string{
			"KAFKA_NODE_ID":                  fmt.Sprint(id + 1),
			"KAFKA_CONTROLLER_QUORUM_VOTERS": strings.Join(voters, ","),
			"KAFKA_ADVERTISED_LISTENERS": fmt.Sprintf(
				"INTERNAL://%s:19092,HOST://127.0.0.1:%s", name, broker.Ports[0].Published),
		} {
			if got := broker.Environment[variable]; got == nil || *got != want {
				t.Errorf("%s: %s is %v, not %s", name, variable, got, want)
			}
		}
	}
	if services["kafka-2"].Ports[0].Published != "19094" {
		t.Error("KAFKA_2_PORT changes nothing")
	}
	if len(clusters) != 1 {
		t.Errorf("the brokers are of %d clusters", len(clusters))
	}
	for id := range clusters {
		if bytes, err := base64.RawURLEncoding.DecodeString(id); err != nil || len(bytes) != 16 {
			t.Errorf("%s is no cluster id: %v", id, err)
		}
	}
	for service, variable := range map[string]string{"demo": "KAFKA_BROKERS", "exporter": "KAFKASCOPE_KAFKA_SERVER"} {
		if got := *services[service].Environment[variable]; got != strings.Join(addresses, ",") {
			t.Errorf("%s looks for the brokers at %s", service, got)
		}
	}
}

func TestTheStackIsWhole(t *testing.T) {
	const usual = "demo exporter grafana kafka-1 kafka-2 kafka-3 prometheus redis"
	for _, one := range []struct{ profile, want string }{
		{"", usual},
		{"elastic", "demo elasticsearch exporter grafana kafka-1 kafka-2 kafka-3 kibana prometheus redis"},
	} {
		project, err := loadProject(root, nil, one.profile)
		if err != nil {
			t.Fatal(err)
		}
		names := project.ServiceNames()
		slices.Sort(names)
		if got := strings.Join(names, " "); got != one.want {
			t.Errorf("with the profile %q the services are %s", one.profile, got)
		}
	}
}

func TestTheDemoIsToldOfElasticsearchWhereSomebodySaysSo(t *testing.T) {
	names := []string{"ELASTICSEARCH_URL", "ELASTICSEARCH_USER", "ELASTICSEARCH_PASSWORD"}
	told := load(t, "ELASTICSEARCH_URL=http://elasticsearch:9200", "ELASTICSEARCH_USER=demo", "ELASTICSEARCH_PASSWORD=p")
	for index, want := range []string{"http://elasticsearch:9200", "demo", "p"} {
		if got := told.Services["demo"].Environment[names[index]]; got == nil || *got != want {
			t.Errorf("%s is %v, not %s", names[index], got, want)
		}
	}
	untold := load(t).Services["demo"].Environment
	for _, name := range names {
		// docker compose leaves out what is there without a value.
		if got, is := untold[name]; !is || got != nil {
			t.Errorf("%s is %v", name, got)
		}
	}
}

func TestTheDemoIsGivenTheCaOfElasticsearch(t *testing.T) {
	for _, one := range []struct{ source, want string }{
		{"", ""},
		{"./LICENSE", "/etc/elasticsearch-ca.pem"},
	} {
		demo := load(t, "ELASTICSEARCH_CA="+one.source).Services["demo"]
		got := demo.Environment["ELASTICSEARCH_CA"]
		if got == nil || *got != one.want {
			t.Errorf("with the file %q it is told of %v", one.source, got)
		}
		if len(demo.Volumes) != 1 || demo.Volumes[0].Target != "/etc/elasticsearch-ca.pem" {
			t.Fatalf("with the file %q it is given %v", one.source, demo.Volumes)
		}
		source, err := filepath.Abs(filepath.Join(root, one.source))
		if err != nil {
			t.Fatal(err)
		}
		if one.source == "" {
			source = "/dev/null"
		}
		if demo.Volumes[0].Source != source {
			t.Errorf("with the file %q it is given %s", one.source, demo.Volumes[0].Source)
		}
	}
}

func TestKibanaAsksElasticsearchWhereItListens(t *testing.T) {
	services := load(t, "ELASTICSEARCH_PORT=19200", "KIBANA_PORT=15601").Services
	elasticsearch, kibana := services["elasticsearch"], services["kibana"]
	if got := *kibana.Environment["ELASTICSEARCH_HOSTS"]; got != fmt.Sprintf("http://elasticsearch:%d", elasticsearch.Ports[0].Target) {
		t.Errorf("Kibana looks for Elasticsearch at %s", got)
	}
	if got := *kibana.Environment["SERVER_PUBLICBASEURL"]; got != "http://127.0.0.1:"+kibana.Ports[0].Published {
		t.Errorf("Kibana tells browsers that it is at %s", got)
	}
	if elasticsearch.Ports[0].Published != "19200" || kibana.Ports[0].Published != "15601" {
		t.Error("ELASTICSEARCH_PORT or KIBANA_PORT changes nothing")
	}
	for _, name := range []string{"elasticsearch", "kibana"} {
		if !slices.Contains(services[name].CapDrop, "ALL") {
			t.Errorf("%s gives up %v", name, services[name].CapDrop)
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
