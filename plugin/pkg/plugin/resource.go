package plugin

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/resource/httpadapter"
)

var (
	// What pickers and variables choose from, named as in the exporter's API.
	lists = []string{"clusters", "brokers", "topics", "groups", "producers"}
	// What a picker may say of what it wants.
	listParameters = []string{"cluster", "filter", "limit"}
)

// resourceHandler answers GET /topics?filter=…&limit=… and the like with the exporter's own list.
func resourceHandler(d *Datasource) backend.CallResourceHandler {
	mux := http.NewServeMux()
	for _, name := range lists {
		mux.HandleFunc("GET /"+name, func(answer http.ResponseWriter, request *http.Request) {
			list, err := d.list(request, name)
			if err != nil {
				problem := failureOf(err)
				send(answer, int(problem.status), asJSON(map[string]string{"message": problem.sentence}))
				return
			}
			send(answer, http.StatusOK, list)
		})
	}
	mux.HandleFunc("/", func(answer http.ResponseWriter, _ *http.Request) {
		send(answer, http.StatusNotFound, asJSON(map[string]string{"message": "There are only the lists " + strings.Join(lists, ", ") + ", read with GET."}))
	})
	return httpadapter.New(mux)
}

func (d *Datasource) list(request *http.Request, name string) (json.RawMessage, error) {
	if d.unusable != nil {
		return nil, d.unusable
	}
	var list json.RawMessage
	err := d.exporter.get(request.Context(), "api/"+name, wanted(request.URL.Query()), &list)
	return list, err
}

// wanted leaves out what the exporter need not know.
func wanted(asked url.Values) url.Values {
	query := url.Values{}
	for name, values := range asked {
		if slices.Contains(listParameters, name) && values[0] != "" {
			query.Set(name, values[0])
		}
	}
	return query
}

func send(answer http.ResponseWriter, status int, body json.RawMessage) {
	answer.Header().Set("Content-Type", "application/json")
	answer.WriteHeader(status)
	// Whoever asked may be gone.
	_, _ = answer.Write(body)
}
