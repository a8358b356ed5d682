package plugin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// refused says what an answer with another status than 200 means.
func (e *exporter) refused(response *http.Response, text []byte) *failure {
	var known struct {
		Error struct {
			Code    string `json:"code"`
			Message string `json:"message"`
		} `json:"error"`
	}
	isOurs := json.Unmarshal(text, &known) == nil && known.Error.Code != ""
	status := backend.Status(response.StatusCode)
	cause := fmt.Errorf("HTTP status %s", response.Status)
	switch {
	case response.StatusCode == http.StatusUnauthorized, response.StatusCode == http.StatusForbidden:
		return failed(status, cause, "%s refuses the credentials (HTTP %d). Check user and password, token or headers in the settings of the data source.", e, response.StatusCode)
	case isOurs && known.Error.Code == "not_found":
		return failed(status, cause, "%s is not where the exporter's API begins, although an exporter answers there. The URL must end before /api and /metrics.", e)
	case isOurs:
		return failed(status, cause, "%s", asSentence(known.Error.Message))
	case response.StatusCode == http.StatusNotFound:
		return failed(status, cause, "%s has no exporter's API (HTTP 404). Something else listens there, or the path is wrong: the exporter's usual port is 9308.", e)
	case response.StatusCode == http.StatusProxyAuthRequired:
		return failed(backend.StatusBadGateway, cause, "The proxy on the way to %s wants credentials (HTTP 407).", e)
	case response.StatusCode == http.StatusBadGateway, response.StatusCode == http.StatusServiceUnavailable, response.StatusCode == http.StatusGatewayTimeout:
		return failed(status, cause, "A proxy before %s answers in place of the exporter (HTTP %d): the exporter behind it is down or too slow.", e, response.StatusCode)
	case response.StatusCode == http.StatusBadRequest && bytes.Contains(text, []byte("HTTPS server")):
		return failed(status, cause, "TLS: %s speaks TLS: the URL must begin with https://.", e)
	default:
		return failed(backend.StatusBadGateway, cause, "%s answers with HTTP %d and not as an exporter does. Is the URL right?", e, response.StatusCode)
	}
}

func isWebPage(response *http.Response, text []byte) bool {
	kind, _, err := mime.ParseMediaType(response.Header.Get("Content-Type"))
	return (err == nil && kind == "text/html") || bytes.HasPrefix(bytes.TrimSpace(text), []byte("<"))
}
