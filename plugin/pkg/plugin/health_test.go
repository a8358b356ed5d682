package plugin

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

func checkHealth(t *testing.T, d *Datasource) *backend.CheckHealthResult {
	t.Helper()
	health, err := d.CheckHealth(t.Context(), &backend.CheckHealthRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return health
}

// watching answers as an exporter that watches these clusters.
func watching(clusters string) http.HandlerFunc {
	return func(writer http.ResponseWriter, request *http.Request) {
		switch request.URL.Path {
		case "/healthz":
			answeringJSON(`{"status": "ok", "version": "0.1.0"}`)(writer, request)
		case "/api/clusters":
			answeringJSON(`{"clusters": [`+clusters+`]}`)(writer, request)
		default:
			http.NotFound(writer, request)
		}
	}
}

func TestHealth(t *testing.T) {
	const well = `"up": true, "error": null, "ageSeconds": 3.4, "brokers": 3, "topics": 1, "groups": 14, "collectors": [{"name": "groups", "success": true, "durationSeconds": 0.1, "error": null}]`
	const unread = `"up": false, "time": null, "ageSeconds": null, "brokers": null, "topics": null, "groups": null, "collectors": []`
	cases := map[string]struct {
		clusters string
		status   backend.HealthStatus
		message  string
	}{
		"one cluster": {
			`{"cluster": "", ` + well + `}`, backend.HealthStatusOk,
			"Kafkascope 0.1.0 sees the cluster: 3 brokers, 1 topic, 14 consumer groups, read 3 s ago.",
		},
		"two clusters": {
			`{"cluster": "a", ` + well + `}, {"cluster": "b", ` + well + `}`, backend.HealthStatusOk,
			"Kafkascope 0.1.0 sees the cluster a: 3 brokers, 1 topic, 14 consumer groups, read 3 s ago; the cluster b: 3 brokers, 1 topic, 14 consumer groups, read 3 s ago.",
		},
		"a right that is missing": {
			`{"cluster": "", "up": true, "error": null, "ageSeconds": 0, "brokers": 1, "topics": 2, "groups": 0, "collectors": [{"name": "log_dirs", "success": false, "error": "Cluster authorization failed"}, {"name": "acls", "success": false, "error": null}]}`,
			backend.HealthStatusOk,
			"Kafkascope 0.1.0 sees the cluster: 1 broker, 2 topics, 0 consumer groups, read 0 s ago, without log_dirs (Cluster authorization failed), acls.",
		},
		"the exporter has just started": {
			`{"cluster": "", "error": null, ` + unread + `}`, backend.HealthStatusError,
			"Kafkascope 0.1.0 is here, but it cannot read Kafka: the cluster is being read for the first time, try again in some seconds.",
		},
		"Kafka was never there": {
			`{"cluster": "a", "error": "connect ECONNREFUSED 127.0.0.1:9092", ` + unread + `}`, backend.HealthStatusError,
			"Kafkascope 0.1.0 is here, but it cannot read Kafka: the cluster a could not be read yet: connect ECONNREFUSED 127.0.0.1:9092.",
		},
		"Kafka went away": {
			`{"cluster": "", "up": false, "error": "no broker answers.", "ageSeconds": 95.2, "brokers": 3, "topics": 1, "groups": 1, "collectors": []}`,
			backend.HealthStatusError,
			"Kafkascope 0.1.0 is here, but it cannot read Kafka: the cluster was last read 95 s ago: no broker answers.",
		},
		"one of two clusters went away": {
			`{"cluster": "a", ` + well + `}, {"cluster": "b", "up": false, "error": null, "ageSeconds": 95.2}`, backend.HealthStatusError,
			"Kafkascope 0.1.0 cannot read all clusters: the cluster a: 3 brokers, 1 topic, 14 consumer groups, read 3 s ago; the cluster b was last read 95 s ago.",
		},
		"no cluster": {"", backend.HealthStatusError, "Kafkascope 0.1.0 is here, but it cannot read Kafka: it was given no cluster."},
		"a cluster that counts in words": {
			`{"cluster": "", "brokers": "three"}`, backend.HealthStatusError, "",
		},
		"an exporter that says less": {
			`{"cluster": "", "up": true, "ageSeconds": 1}`, backend.HealthStatusOk,
			"Kafkascope 0.1.0 sees the cluster: an unknown number of brokers, an unknown number of topics, an unknown number of consumer groups, read 1 s ago.",
		},
	}
	for name, each := range cases {
		t.Run(name, func(t *testing.T) {
			health := checkHealth(t, datasourceAt(t, startExporter(t, watching(each.clusters)).URL))
			if health.Status != each.status || (each.message != "" && health.Message != each.message) {
				t.Errorf("%s: %s", health.Status, health.Message)
			}
			mustSay(t, health.Message)
		})
	}
}

func TestTheDetailsOfHealth(t *testing.T) {
	d := datasourceAt(t, startExporter(t, watching(`{"cluster": "a", "up": true, "ageSeconds": 1, "clusterId": "xyz"}`)).URL)
	var details struct {
		Version  string
		Clusters []map[string]any
	}
	if err := json.Unmarshal(checkHealth(t, d).JSONDetails, &details); err != nil {
		t.Fatal(err)
	}
	if details.Version != "0.1.0" || len(details.Clusters) != 1 || details.Clusters[0]["clusterId"] != "xyz" {
		t.Errorf("%+v", details)
	}
	var problem map[string]string
	down := checkHealth(t, datasourceAt(t, "http://127.0.0.1:1"))
	if err := json.Unmarshal(down.JSONDetails, &problem); err != nil || problem["verboseMessage"] == "" {
		t.Errorf("%v in %s", err, down.JSONDetails)
	}
}
