package plugin

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// unreachable says why no answer began.
func (e *exporter) unreachable(ctx context.Context, err error) *failure {
	// What the client says begins with the method and the address.
	cause := err
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		cause = wrapped.Err
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		return failed(backend.StatusBadGateway, cause, "The request was cancelled before %s answered.", e)
	}
	if sentence := e.tlsProblem(cause); sentence != "" {
		return failed(backend.StatusBadGateway, cause, "%s", sentence)
	}
	var dns *net.DNSError
	var operation *net.OpError
	isOperation := errors.As(cause, &operation)
	switch {
	case isOperation && operation.Op == "proxyconnect":
		return failed(backend.StatusBadGateway, cause, "The proxy on the way to %s cannot be used: %v.", e, operation.Err)
	case errors.As(cause, &dns):
		return failed(backend.StatusBadGateway, cause, "%s cannot be reached: Grafana's server knows no host %q.", e, dns.Name)
	case isOperation && operation.Op == "dial" && saysAny(operation.Err, "refused"):
		return failed(backend.StatusBadGateway, cause, "%s cannot be reached: nothing listens there. Is the exporter running? The address is used by Grafana's server, not by the browser: in a container, localhost is the container itself.", e)
	case isOperation && operation.Op == "dial" && operation.Timeout():
		return failed(backend.StatusTimeout, cause, "%s cannot be reached: the connection was not accepted in time. Is the host up, and does the firewall let Grafana's server through?", e)
	case isTimeout(wrapped, cause):
		return e.tooSlow(cause)
	case errors.Is(cause, io.EOF), saysAny(cause, "connection reset", "forcibly closed"):
		return failed(backend.StatusBadGateway, cause, "%s closed the connection without an answer. If the exporter serves TLS, the URL must begin with https://.", e)
	default:
		return failed(backend.StatusBadGateway, cause, "%s cannot be reached: %v.", e, cause)
	}
}

// brokenOff says why an answer that had begun did not end.
func (e *exporter) brokenOff(ctx context.Context, err error) *failure {
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return failed(backend.StatusBadGateway, err, "The request was cancelled before %s had answered.", e)
	case isTimeout(nil, err):
		return e.tooSlow(err)
	default:
		return failed(backend.StatusBadGateway, err, "The answer of %s broke off: %v. Did the exporter or a proxy restart?", e, err)
	}
}

func (e *exporter) tooSlow(cause error) *failure {
	return failed(backend.StatusTimeout, cause, "%s did not answer in time; the data source waits %v at most. Ask for fewer topics or groups, give the exporter more CPU, or raise the timeout in the settings.", e, e.client.Timeout)
}

// saysAny looks for the system's own words, as plugins may not import its error numbers; Windows has others than the rest.
func saysAny(err error, words ...string) bool {
	return slices.ContainsFunc(words, func(each string) bool { return strings.Contains(err.Error(), each) })
}

func isTimeout(wrapped *url.Error, err error) bool {
	var timed net.Error
	return (wrapped != nil && wrapped.Timeout()) || errors.Is(err, context.DeadlineExceeded) ||
		(errors.As(err, &timed) && timed.Timeout())
}

// tlsProblem is empty for errors that have nothing to do with TLS.
func (e *exporter) tlsProblem(err error) string {
	var (
		authority x509.UnknownAuthorityError
		host      x509.HostnameError
		invalid   x509.CertificateInvalidError
		verified  *tls.CertificateVerificationError
		record    tls.RecordHeaderError
		operation *net.OpError
	)
	switch {
	case errors.As(err, &authority):
		return fmt.Sprintf("TLS: the certificate of %s is signed by an authority that is not trusted here. Give the CA certificate that signed it in the TLS settings.", e)
	case errors.As(err, &host):
		return fmt.Sprintf("TLS: the certificate of %s is for another name: %v. Correct the URL, or give the name as the server name in the TLS settings.", e, host)
	case errors.As(err, &invalid), errors.As(err, &verified):
		return fmt.Sprintf("TLS: the certificate of %s is not valid: %v.", e, err)
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return fmt.Sprintf("TLS: %s does not speak TLS: the URL must begin with http://.", e)
	case errors.As(err, &operation) && operation.Op == "remote error":
		return fmt.Sprintf("TLS: %s refused the connection: %v. It may want a client certificate, which the TLS settings hold.", e, operation.Err)
	default:
		return ""
	}
}
