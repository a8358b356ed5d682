package plugin

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"
)

// Far more than a panel or an alert rule can use: keeps a wrong URL from filling the memory.
const largestAnswer = 128 << 20

// exporter asks one Kafkascope exporter.
type exporter struct {
	client *http.Client
	base   *url.URL
}

// newExporter makes the HTTP client that the data source's settings describe: authentication, TLS, proxy, timeouts, headers.
func newExporter(ctx context.Context, settings backend.DataSourceInstanceSettings) (*exporter, error) {
	base, err := baseURL(settings.URL)
	if err != nil {
		return nil, err
	}
	options, err := settings.HTTPClientOptions(ctx)
	if err != nil {
		return nil, unusableSettings(err)
	}
	// Cookies and OAuth tokens, where the data source is set up to pass them on.
	options.ForwardHTTPHeaders = true
	if options.Timeouts.Timeout <= 0 {
		options.Timeouts.Timeout = httpclient.DefaultTimeoutOptions.Timeout
	}
	client, err := httpclient.New(options)
	if err != nil {
		return nil, unusableSettings(err)
	}
	return &exporter{client: client, base: base}, nil
}

func baseURL(text string) (*url.URL, error) {
	if text == "" {
		return nil, &failure{status: backend.StatusBadRequest, sentence: "The data source has no URL: enter that of the exporter, for instance http://localhost:9308."}
	}
	base, err := url.Parse(text)
	if err != nil || base.Host == "" || (base.Scheme != "http" && base.Scheme != "https") {
		// The text may hold a password, so it is not repeated.
		return nil, &failure{status: backend.StatusBadRequest, sentence: "The URL of the data source cannot be used: it must begin with http:// or https:// and name a host, for instance http://localhost:9308."}
	}
	base.RawQuery, base.Fragment = "", ""
	return base, nil
}

// get asks for a list or for the state of the exporter, and decodes the answer.
func (e *exporter) get(ctx context.Context, path string, query url.Values, answer any) error {
	return e.ask(ctx, http.MethodGet, path, query, nil, answer)
}

// post sends a question as JSON, and decodes the answer.
func (e *exporter) post(ctx context.Context, path string, question any, answer any) error {
	body, err := json.Marshal(question)
	if err != nil {
		return err
	}
	return e.ask(ctx, http.MethodPost, path, nil, body, answer)
}

// ask fails with a *failure.
func (e *exporter) ask(ctx context.Context, method, path string, query url.Values, body []byte, answer any) error {
	target := e.base.JoinPath(path)
	target.RawQuery = query.Encode()
	request, err := http.NewRequestWithContext(ctx, method, target.String(), bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Accept", "application/json")
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := e.client.Do(request)
	if err != nil {
		return e.unreachable(ctx, err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(response.Body, largestAnswer+1))
	if err != nil {
		return e.brokenOff(ctx, err)
	}
	if len(text) > largestAnswer {
		return failed(backend.StatusBadGateway, nil, "%s answers with more than %d MiB, which no exporter does: is the URL right?", e, largestAnswer>>20)
	}
	if response.StatusCode != http.StatusOK {
		return e.refused(response, text)
	}
	return e.decode(response, text, answer)
}

func (e *exporter) decode(response *http.Response, text []byte, answer any) error {
	err := json.Unmarshal(text, answer)
	var syntax *json.SyntaxError
	switch {
	case err == nil:
		return nil
	case isWebPage(response, text):
		return failed(backend.StatusBadGateway, err, "%s answers with a web page and not as an exporter does. The URL must be that of the exporter, usually port 9308; or a proxy shows its login page.", e)
	case errors.As(err, &syntax):
		return failed(backend.StatusBadGateway, err, "%s answers with something that is no whole JSON. Is the URL that of a Kafkascope exporter?", e)
	default:
		return failed(backend.StatusBadGateway, err, "%s answers with JSON of another form than a Kafkascope exporter. Is the URL right, and is the exporter as new as the plugin?", e)
	}
}

// String is the address without what must stay secret.
func (e *exporter) String() string { return e.base.Redacted() }
