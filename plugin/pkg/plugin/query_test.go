package plugin

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

func TestFramesArriveAsTheExporterSentThem(t *testing.T) {
	for _, name := range recordingNames(t) {
		t.Run(name, func(t *testing.T) {
			exporter := startExporter(t, answeringJSON(string(recording(t, name))))
			response := ask(t, datasourceAt(t, exporter.URL), nil, query("A", `{"queryType": "lag"}`))["A"]
			if response.Error != nil {
				t.Fatal(response.Error)
			}
			arrived, err := json.Marshal(response)
			if err != nil {
				t.Fatal(err)
			}
			sent := recordedResult(t, name)
			if got, want := comparable(t, arrived), comparable(t, sent); !reflect.DeepEqual(got, want) {
				t.Errorf("the frames differ\n arrived %v\n sent    %v", got, want)
			}
		})
	}
}

// comparable is the frames of a result, without what the SDK writes in another way or leaves out because it is usual.
func comparable(t *testing.T, result []byte) any {
	t.Helper()
	var parsed struct {
		Frames []any `json:"frames"`
	}
	if err := json.Unmarshal(result, &parsed); err != nil {
		t.Fatal(err)
	}
	for _, frame := range parsed.Frames {
		withoutUsual(frame)
	}
	return parsed.Frames
}

func withoutUsual(value any) {
	switch value := value.(type) {
	case map[string]any:
		if value["nullable"] == false {
			delete(value, "nullable")
		}
		if value["frame"] == "time.Time" {
			value["frame"] = "time"
		}
		if value["index"] == float64(0) {
			delete(value, "index")
		}
		if reflect.DeepEqual(value["typeVersion"], []any{float64(0), float64(0)}) {
			delete(value, "typeVersion")
		}
		for _, each := range value {
			withoutUsual(each)
		}
	case []any:
		for _, each := range value {
			withoutUsual(each)
		}
	}
}

func TestAllQueriesOfARequestAreOneCall(t *testing.T) {
	frames := string(recordedResult(t, "lag"))
	exporter := startExporter(t, answeringJSON(`{"results": {"A": `+frames+`, "B": `+frames+`}}`))
	responses := ask(t, datasourceAt(t, exporter.URL), nil,
		query("A", `{"queryType": "lag", "topic": "^orders$", "by": "group"}`),
		query("B", `{"queryType": "timeLag", "instant": true}`))
	for refID, response := range responses {
		if response.Error != nil || len(response.Frames) != 1 {
			t.Errorf("%s: %v", refID, response.Error)
		}
	}
	requests := exporter.requests()
	if len(requests) != 1 || requests[0].method != "POST" || requests[0].path != "/api/query" {
		t.Fatalf("asked %v", requests)
	}
	want := fmt.Sprintf(`{"from":%d,"to":%d,"queries":[`+
		`{"by":"group","maxDataPoints":500,"queryType":"lag","refId":"A","topic":"^orders$"},`+
		`{"instant":true,"maxDataPoints":500,"queryType":"timeLag","refId":"B"}]}`,
		from.UnixMilli(), to.UnixMilli())
	if requests[0].body != want {
		t.Errorf("asked\n%s in place of\n%s", requests[0].body, want)
	}
	if kind := requests[0].header.Get("Content-Type"); kind != "application/json" {
		t.Errorf("as %s", kind)
	}
}

func TestQueriesOfDifferentTimesAreCallsOfTheirOwn(t *testing.T) {
	frames := string(recordedResult(t, "lag"))
	exporter := startExporter(t, answeringJSON(`{"results": {"A": `+frames+`, "B": `+frames+`}}`))
	earlier := query("B", `{"queryType": "lag"}`)
	earlier.TimeRange = backend.TimeRange{From: from.Add(-time.Hour), To: to}
	ask(t, datasourceAt(t, exporter.URL), nil, query("A", `{"queryType": "lag"}`), earlier)
	bodies := []string{}
	for _, request := range exporter.requests() {
		bodies = append(bodies, request.body)
	}
	slices.Sort(bodies)
	if len(bodies) != 2 || !strings.Contains(bodies[0], `"refId":"B"`) || !strings.Contains(bodies[1], `"refId":"A"`) {
		t.Errorf("asked %v", bodies)
	}
}

func TestWhatIsNotKnownHereIsPassedOn(t *testing.T) {
	cases := map[string]struct{ written, want string }{
		"a query of a newer plugin":     {`{"queryType": "lag", "smooth": {"over": "5m"}}`, `"smooth":{"over":"5m"}`},
		"a query type of a newer one":   {`{"queryType": "lagOfTomorrow"}`, `"queryType":"lagOfTomorrow"`},
		"a variable that is empty":      {`{"queryType": "lag", "topic": ""}`, `"topic":""`},
		"a variable that is All":        {`{"queryType": "lag", "topic": ".*"}`, `"topic":".*"`},
		"a variable of several values":  {`{"queryType": "lag", "topic": "(orders|pay\\.ments)"}`, `"topic":"(orders|pay\\.ments)"`},
		"a query type beside the query": {`{}`, `"queryType":"brokers"`},
		"a name with quotes":            {`{"queryType": "lag", "group": "a\"b<c>"}`, `"group":"a\"b`},
	}
	for name, each := range cases {
		t.Run(name, func(t *testing.T) {
			exporter := startExporter(t, answeringJSON(string(recording(t, "lag"))))
			asked := query("A", each.written)
			asked.QueryType = "brokers"
			ask(t, datasourceAt(t, exporter.URL), nil, asked)
			if body := exporter.requests()[0].body; !strings.Contains(body, each.want) {
				t.Errorf("%s is not in %s", each.want, body)
			}
		})
	}
}

func TestWhatGrafanaDoesNotKnowIsLeftOut(t *testing.T) {
	exporter := startExporter(t, answeringJSON(string(recording(t, "lag"))))
	asked := backend.DataQuery{RefID: "A", JSON: json.RawMessage(`{"queryType": "lag", "maxDataPoints": 0}`)}
	ask(t, datasourceAt(t, exporter.URL), nil, asked)
	if body := exporter.requests()[0].body; body != `{"queries":[{"queryType":"lag","refId":"A"}]}` {
		t.Errorf("asked %s", body)
	}
}

func TestOneQueryThatFailsKeepsNoOtherFromItsAnswer(t *testing.T) {
	exporter := startExporter(t, answeringJSON(`{"results": {
		"A": `+string(recordedResult(t, "lag.instant"))+`,
		"B": {"error": "topic is no valid pattern: missing closing )", "status": 400},
		"C": {"error": "the cluster was last read 95 s ago", "status": 503},
		"D": {"error": "odd", "status": 200},
		"F": {}
	}}`))
	responses := ask(t, datasourceAt(t, exporter.URL), nil,
		query("A", `{"queryType": "lag"}`), query("B", `{"queryType": "lag", "topic": "("}`), query("C", `{"queryType": "lag"}`),
		query("D", `{"queryType": "lag"}`), query("E", `{"queryType": "lag"}`), query("F", `{"queryType": "lag"}`),
		query("G", `7`))
	if responses["A"].Error != nil || len(responses["A"].Frames) != 1 {
		t.Errorf("A: %v", responses["A"].Error)
	}
	mustFail(t, responses["B"], 400, "Topic is no valid pattern: missing closing )")
	mustFail(t, responses["C"], 503, "The cluster was last read 95 s ago")
	mustFail(t, responses["D"], backend.StatusBadGateway, "Odd")
	mustFail(t, responses["E"], backend.StatusBadGateway, "without an answer")
	mustFail(t, responses["F"], backend.StatusBadGateway, "neither a frame nor an error")
	mustFail(t, responses["G"], 400, "no JSON object")
}

func TestARequestWithoutQueriesAsksNothing(t *testing.T) {
	exporter := startExporter(t, answeringJSON(`{}`))
	ask(t, datasourceAt(t, exporter.URL), nil)
	if asked := exporter.requests(); len(asked) != 0 {
		t.Errorf("asked %v", asked)
	}
}
