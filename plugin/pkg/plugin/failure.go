package plugin

import (
	"errors"
	"fmt"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// failure is why there is no answer of the exporter that can be used. None is the plugin's own fault: they are marked as
// downstream errors.
type failure struct {
	status backend.Status
	// For people: what is wrong, and what to do.
	sentence string
	// For those who look deeper; nil where the sentence says it all.
	cause error
}

func (f *failure) Error() string { return f.sentence }
func (f *failure) Unwrap() error { return f.cause }

// failureOf is the failure that an error is, or one that passes the error on.
func failureOf(err error) *failure {
	var known *failure
	if errors.As(err, &known) {
		return known
	}
	return &failure{status: backend.StatusInternal, sentence: err.Error(), cause: err}
}

// dataResponse is the failure as the answer to one query.
func (f *failure) dataResponse() backend.DataResponse {
	return backend.ErrDataResponseWithSource(f.status, backend.ErrorSourceDownstream, f.sentence)
}

func unusableSettings(err error) *failure {
	return &failure{
		status:   backend.StatusBadRequest,
		sentence: fmt.Sprintf("The settings of the data source cannot be used: %v. Certificates and keys must be in PEM form, from BEGIN to END.", err),
		cause:    err,
	}
}

// failed makes the sentence as fmt.Sprintf does.
func failed(status backend.Status, cause error, format string, values ...any) *failure {
	return &failure{status: status, sentence: fmt.Sprintf(format, values...), cause: cause}
}

// asSentence gives the exporter's words, which go on after a name there, a capital and an end.
func asSentence(text string) string {
	if text == "" {
		return "The exporter gives no reason."
	}
	text = strings.ToUpper(text[:1]) + text[1:]
	if strings.HasSuffix(text, ".") {
		return text
	}
	return text + "."
}
