package plugin

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// resource asks as Grafana does: address is a path with its query.
func resource(t *testing.T, d *Datasource, method, address string) *backend.CallResourceResponse {
	t.Helper()
	path, _, _ := strings.Cut(address, "?")
	var answer *backend.CallResourceResponse
	err := d.CallResource(context.Background(), &backend.CallResourceRequest{Method: method, Path: path, URL: address},
		backend.CallResourceResponseSenderFunc(func(sent *backend.CallResourceResponse) error {
			answer = sent
			return nil
		}))
	if err != nil || answer == nil {
		t.Fatalf("no answer: %v", err)
	}
	return answer
}

func messageOf(t *testing.T, answer *backend.CallResourceResponse) string {
	t.Helper()
	var said struct{ Message string }
	if err := json.Unmarshal(answer.Body, &said); err != nil {
		t.Fatalf("%v in %s", err, answer.Body)
	}
	return said.Message
}

func TestListsAreTheExporters(t *testing.T) {
	for _, name := range lists {
		const body = `{"cluster":"","topics":[{"topic":"orders"}],"omitted":0}`
		exporter := startExporter(t, answeringJSON(body))
		answer := resource(t, datasourceAt(t, exporter.URL), "GET", name+"?filter=%5Eorders%5C.&limit=50&cluster=main&secret=1&filter=second")
		if answer.Status != 200 || string(answer.Body) != body {
			t.Errorf("%d %s", answer.Status, answer.Body)
		}
		if kind := http.Header(answer.Headers).Get("Content-Type"); kind != "application/json" {
			t.Errorf("as %q", kind)
		}
		asked := exporter.requests()[0]
		if asked.path != "/api/"+name || asked.query != "cluster=main&filter=%5Eorders%5C.&limit=50" {
			t.Errorf("asked %s?%s", asked.path, asked.query)
		}
	}
}

func TestEmptyParametersAreLeftOut(t *testing.T) {
	exporter := startExporter(t, answeringJSON(`{}`))
	resource(t, datasourceAt(t, exporter.URL), "GET", "groups?filter=&cluster=&limit=")
	if asked := exporter.requests()[0]; asked.query != "" {
		t.Errorf("asked %s", asked.query)
	}
}

func TestAFilterThatIsNoPatternIsExplained(t *testing.T) {
	exporter := startExporter(t, answering(400, "application/json", `{"error":{"code":"invalid_parameter","message":"the query parameter filter is no valid pattern: missing )"}}`))
	answer := resource(t, datasourceAt(t, exporter.URL), "GET", "topics?filter=(")
	if answer.Status != 400 {
		t.Errorf("status %d", answer.Status)
	}
	mustSay(t, messageOf(t, answer), "The query parameter filter is no valid pattern: missing )")
}

func TestTwentyThousandTopicsFitIntoAPicker(t *testing.T) {
	rows := make([]string, 20_000)
	for at := range rows {
		rows[at] = fmt.Sprintf(`{"topic":"team-%d.stream.%d","partitions":12,"status":"ok","reason":"All replicas are in sync."}`, at%40, at)
	}
	exporter := startExporter(t, answeringJSON(`{"cluster":"","topics":[`+strings.Join(rows, ",")+`],"omitted":0}`))
	start := time.Now()
	answer := resource(t, datasourceAt(t, exporter.URL), "GET", "topics")
	var list struct{ Topics []struct{ Topic string } }
	if err := json.Unmarshal(answer.Body, &list); err != nil || len(list.Topics) != 20_000 {
		t.Fatalf("%d topics: %v", len(list.Topics), err)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestNothingElseCanBeAsked(t *testing.T) {
	exporter := startExporter(t, answeringJSON(`{}`))
	d := datasourceAt(t, exporter.URL)
	for method, address := range map[string]string{"GET": "topics/orders", "HEAD": "metrics", "POST": "topics", "DELETE": "groups", "PUT": "../api/query"} {
		if answer := resource(t, d, method, address); answer.Status < 300 {
			t.Errorf("%s %s: %d", method, address, answer.Status)
		}
	}
	if asked := exporter.requests(); len(asked) != 0 {
		t.Errorf("the exporter was asked %v", asked)
	}
}
