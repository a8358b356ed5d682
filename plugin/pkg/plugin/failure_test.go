package plugin

import (
	"context"
	"crypto/tls"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// mustBeSaidEverywhere checks that a query, the health check and a picker say the same of what is wrong.
func mustBeSaidEverywhere(t *testing.T, d *Datasource, status backend.Status, parts ...string) {
	t.Helper()
	mustFail(t, ask(t, d, nil, query("A", `{"queryType": "lag"}`))["A"], status, parts...)
	health := checkHealth(t, d)
	if health.Status != backend.HealthStatusError {
		t.Errorf("the health is %s", health.Status)
	}
	mustSay(t, health.Message, parts...)
	answer := resource(t, d, "GET", "topics")
	if answer.Status != int(status) {
		t.Errorf("the picker's status is %d in place of %d", answer.Status, status)
	}
	mustSay(t, messageOf(t, answer), parts...)
}

func TestAnswersThatCannotBeUsedAreExplained(t *testing.T) {
	cases := map[string]struct {
		answer http.HandlerFunc
		status backend.Status
		says   []string
	}{
		"a web page":           {answering(200, "text/html; charset=utf-8", "<!doctype html><title>Grafana</title>"), 502, []string{"answers with a web page", "9308"}},
		"a page without type":  {answering(200, "", "\n <html>"), 502, []string{"answers with a web page"}},
		"no page of that name": {answering(404, "text/html", "<h1>Not Found</h1>"), 404, []string{"HTTP 404", "9308"}},
		"the path of another route": {
			answering(404, "application/json", `{"error":{"code":"not_found","message":"there is nothing at /metrics/api/query"}}`),
			404, []string{"is not where the exporter's API begins", "before /api and /metrics"},
		},
		"wrong credentials":        {answering(401, "text/plain", "Unauthorized"), 401, []string{"refuses the credentials (HTTP 401)", "user and password"}},
		"missing rights":           {answering(403, "text/html", "<h1>Forbidden</h1>"), 403, []string{"refuses the credentials (HTTP 403)"}},
		"a proxy without exporter": {answering(502, "text/html", "<h1>Bad Gateway</h1>"), 502, []string{"A proxy before", "is down or too slow"}},
		"a proxy that gave up":     {answering(504, "text/html", ""), 504, []string{"A proxy before"}},
		"a fault of the exporter": {
			answering(500, "application/json", `{"error":{"code":"internal","message":"the request could not be answered"}}`),
			500, []string{"The request could not be answered."},
		},
		"too many at once": {
			answering(503, "application/json", `{"error":{"code":"too_many_queries","message":"too many queries are under way, try again in a second"}}`),
			503, []string{"Too many queries are under way"},
		},
		"another status":     {answering(418, "text/plain", "teapot"), 502, []string{"HTTP 418", "Is the URL right?"}},
		"text":               {answering(200, "text/plain", "kafka_up 1\n"), 502, []string{"no whole JSON"}},
		"half a frame":       {answeringJSON(`{"results": {"A": {"frames": [{"schema": {"fields": [`), 502, []string{"no whole JSON"}},
		"nothing":            {answeringJSON(""), 502, []string{"no whole JSON"}},
		"JSON of another":    {answeringJSON(`["a"]`), 502, nil},
		"TLS, asked without": {answering(400, "text/plain", "Client sent an HTTP request to an HTTPS server.\n"), 400, []string{"must begin with https://"}},
	}
	for name, each := range cases {
		t.Run(name, func(t *testing.T) {
			d := datasourceAt(t, startExporter(t, each.answer).URL)
			if name == "JSON of another" {
				mustFail(t, ask(t, d, nil, query("A", `{"queryType": "lag"}`))["A"], each.status, "JSON of another form")
				mustSay(t, checkHealth(t, d).Message, "JSON of another form")
				return
			}
			mustBeSaidEverywhere(t, d, each.status, each.says...)
		})
	}
}

func TestAnExporterThatIsDownIsExplained(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	mustBeSaidEverywhere(t, datasourceAt(t, "http://"+address), 502, address, "nothing listens there", "not by the browser")
}

func TestAHostThatIsNotKnownIsExplained(t *testing.T) {
	mustBeSaidEverywhere(t, datasourceAt(t, "http://exporter.invalid:9308"), 502, `knows no host "exporter.invalid"`)
}

func TestASlowExporterIsGivenUpAtTheTimeoutOfTheSettings(t *testing.T) {
	release := make(chan struct{})
	exporter := startExporter(t, func(_ http.ResponseWriter, request *http.Request) {
		select {
		case <-time.After(10 * time.Second):
		case <-request.Context().Done():
		case <-release:
		}
	})
	t.Cleanup(func() { close(release) })
	d := datasource(t, backend.DataSourceInstanceSettings{URL: exporter.URL, JSONData: []byte(`{"timeout": 1}`)})
	start := time.Now()
	mustFail(t, ask(t, d, nil, query("A", `{"queryType": "lag"}`))["A"], backend.StatusTimeout, "did not answer in time", "waits 1s", "raise the timeout")
	mustSay(t, checkHealth(t, d).Message, "did not answer in time")
	if took := time.Since(start); took > 6*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestAnAnswerThatStopsInTheMiddleIsExplained(t *testing.T) {
	stalled := make(chan struct{})
	cases := map[string]struct {
		after  func()
		status backend.Status
		says   string
	}{
		"the connection ends": {func() { panic(http.ErrAbortHandler) }, 502, "broke off"},
		"nothing comes":       {func() { <-stalled }, backend.StatusTimeout, "did not answer in time"},
	}
	for name, each := range cases {
		t.Run(name, func(t *testing.T) {
			exporter := startExporter(t, func(writer http.ResponseWriter, _ *http.Request) {
				writer.Header().Set("Content-Length", "1000")
				_, _ = fmt.Fprint(writer, `{"results": {"A"`)
				writer.(http.Flusher).Flush()
				each.after()
			})
			d := datasource(t, backend.DataSourceInstanceSettings{URL: exporter.URL, JSONData: []byte(`{"timeout": 1}`)})
			mustFail(t, ask(t, d, nil, query("A", `{"queryType": "lag"}`))["A"], each.status, each.says)
			if name == "nothing comes" {
				close(stalled)
			}
		})
	}
}

func TestARequestThatIsCancelledEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	exporter := startExporter(t, func(_ http.ResponseWriter, request *http.Request) {
		cancel()
		<-request.Context().Done()
	})
	response, err := datasourceAt(t, exporter.URL).QueryData(ctx, &backend.QueryDataRequest{Queries: []backend.DataQuery{query("A", `{"queryType": "lag"}`)}})
	if err != nil {
		t.Fatal(err)
	}
	mustFail(t, response.Responses["A"], 502, "cancelled")
}

// Servers complain of the clients of these tests.
var silent = log.New(io.Discard, "", 0)

func TestTLSProblemsAreExplained(t *testing.T) {
	served := httptest.NewUnstartedServer(answeringJSON(`{}`))
	served.Config.ErrorLog = silent
	served.StartTLS()
	t.Cleanup(served.Close)
	own := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: served.Certificate().Raw})

	strict := httptest.NewUnstartedServer(answeringJSON(`{}`))
	strict.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert, MinVersion: tls.VersionTLS12}
	strict.Config.ErrorLog = silent
	strict.StartTLS()
	t.Cleanup(strict.Close)

	plain := startExporter(t, answeringJSON(`{}`))
	named := strings.Replace(served.URL, "127.0.0.1", "localhost", 1)
	cases := map[string]struct {
		url, settings string
		ca            string
		status        backend.Status
		says          []string
	}{
		"an authority that is not known": {served.URL, `{}`, "", 502, []string{"authority that is not trusted", "CA certificate"}},
		"the certificate of another CA":  {served.URL, `{"tlsAuthWithCACert": true}`, otherCA(t), 502, []string{"authority that is not trusted"}},
		"another name":                   {named, `{"tlsAuthWithCACert": true}`, string(own), 502, []string{"is for another name", "server name"}},
		"a certificate that is no PEM":   {served.URL, `{"tlsAuthWithCACert": true}`, "MIIB", 400, []string{"settings of the data source cannot be used", "PEM"}},
		"a client without certificate":   {strict.URL, `{"tlsSkipVerify": true}`, "", 502, []string{"client certificate"}},
		"a server without TLS":           {strings.Replace(plain.URL, "http:", "https:", 1), `{}`, "", 502, []string{"does not speak TLS", "http://"}},
	}
	for name, each := range cases {
		t.Run(name, func(t *testing.T) {
			mustBeSaidEverywhere(t, datasource(t, backend.DataSourceInstanceSettings{
				URL:                     each.url,
				JSONData:                []byte(each.settings),
				DecryptedSecureJSONData: map[string]string{"tlsCACert": each.ca},
			}), each.status, each.says...)
		})
	}
	t.Run("asked without TLS", func(t *testing.T) {
		d := datasourceAt(t, strings.Replace(served.URL, "https:", "http:", 1))
		mustBeSaidEverywhere(t, d, 400, "must begin with https://")
	})
	t.Run("with the right authority", func(t *testing.T) {
		d := datasource(t, backend.DataSourceInstanceSettings{
			URL:                     served.URL,
			JSONData:                []byte(`{"tlsAuthWithCACert": true}`),
			DecryptedSecureJSONData: map[string]string{"tlsCACert": string(own)},
		})
		mustSay(t, checkHealth(t, d).Message, "not as a Kafkascope exporter does")
	})
}

func TestAServerThatHangsUpIsExplained(t *testing.T) {
	exporter := startExporter(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	mustBeSaidEverywhere(t, datasourceAt(t, exporter.URL), 502, "closed the connection without an answer", "https://")
}

func TestURLsThatCannotBeUsedAreExplained(t *testing.T) {
	for _, url := range []string{"", "localhost:9308", "ftp://host", "http://", "/api", "http://[::1", "http://a b"} {
		mustBeSaidEverywhere(t, datasourceAt(t, url), 400, "http://localhost:9308")
	}
}

func TestNoSentenceRepeatsAPassword(t *testing.T) {
	for _, url := range []string{"http://me:secret@127.0.0.1:1", "ftp://me:secret@host"} {
		if message := checkHealth(t, datasourceAt(t, url)).Message; strings.Contains(message, "secret") {
			t.Error(message)
		}
	}
}
