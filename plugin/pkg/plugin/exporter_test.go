package plugin

import (
	"encoding/base64"
	"net/http"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

func TestTheClientIsMadeFromTheSettings(t *testing.T) {
	exporter := startExporter(t, watching(`{"cluster": "", "up": true, "ageSeconds": 1}`))
	d := datasource(t, backend.DataSourceInstanceSettings{
		URL:              exporter.URL,
		BasicAuthEnabled: true,
		BasicAuthUser:    "grafana",
		JSONData:         []byte(`{"httpHeaderName1": "X-Scope-OrgID", "timeout": 5}`),
		DecryptedSecureJSONData: map[string]string{
			"basicAuthPassword": "secret",
			"httpHeaderValue1":  "team-a",
		},
	})
	if health := checkHealth(t, d); health.Status != backend.HealthStatusOk {
		t.Fatal(health.Message)
	}
	for _, asked := range exporter.requests() {
		if got := asked.header.Get("Authorization"); got != "Basic "+base64.StdEncoding.EncodeToString([]byte("grafana:secret")) {
			t.Errorf("%s: authorization %q", asked.path, got)
		}
		if got := asked.header.Get("X-Scope-OrgID"); got != "team-a" {
			t.Errorf("%s: the custom header is %q", asked.path, got)
		}
	}
	if d.exporter.client.Timeout.Seconds() != 5 {
		t.Errorf("waits %v", d.exporter.client.Timeout)
	}
}

func TestThereIsAlwaysATimeout(t *testing.T) {
	for _, settings := range []string{`{}`, `{"timeout": 0}`, `{"timeout": "20"}`, `{"timeout": -1}`} {
		d := datasource(t, backend.DataSourceInstanceSettings{URL: "http://localhost:9308", JSONData: []byte(settings)})
		if d.exporter.client.Timeout <= 0 {
			t.Errorf("none with %s", settings)
		}
	}
}

func TestTheExporterMayStandBelowAPath(t *testing.T) {
	exporter := startExporter(t, answeringJSON(`{"topics": []}`))
	for _, path := range []string{"/kafka/scope", "/kafka/scope/", "/kafka/scope?x=1#y"} {
		resource(t, datasourceAt(t, exporter.URL+path), "GET", "topics")
	}
	for _, asked := range exporter.requests() {
		if asked.path != "/kafka/scope/api/topics" || asked.query != "" {
			t.Errorf("asked %s?%s", asked.path, asked.query)
		}
	}
}

func TestConnectionsAreKept(t *testing.T) {
	addresses := map[string]bool{}
	exporter := startExporter(t, func(writer http.ResponseWriter, request *http.Request) {
		addresses[request.RemoteAddr] = true
		answeringJSON(`{"topics": []}`)(writer, request)
	})
	d := datasourceAt(t, exporter.URL)
	for range 5 {
		resource(t, d, "GET", "topics")
	}
	if len(addresses) != 1 {
		t.Errorf("%d connections for five requests", len(addresses))
	}
}
