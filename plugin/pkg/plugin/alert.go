package plugin

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// Of these an alert rule can evaluate no row.
var notForAlerts = map[string]string{
	"graph":     "A graph",
	"findings":  "A list of findings",
	"groups":    "A table of consumer groups",
	"topics":    "A table of topics",
	"brokers":   "A table of brokers",
	"producers": "A table of producers",
}

// As Grafana writes variables: $name, ${name:format}, [[name]].
var variable = regexp.MustCompile(`\$[A-Za-z_]\w*|\$\{\w+[^}]*\}|\[\[\w+[^\]]*\]\]`)

func isFromAlert(request *backend.QueryDataRequest) bool {
	for name, value := range request.Headers {
		if strings.EqualFold(name, backend.FromAlertHeaderName) && value == "true" {
			return true
		}
	}
	return false
}

// refuseInAlert says what an alert rule could only fail of, or worse: never fire of.
func refuseInAlert(query rawQuery) error {
	if what, is := notForAlerts[query.text("queryType")]; is {
		return failed(backend.StatusBadRequest, nil, "%s cannot be evaluated by an alert rule. Choose Lag, Time lag, Time to loss, Lost records, Status, a rate or Free disk space.", what)
	}
	for _, name := range []string{"cluster", "topic", "group", "producer"} {
		if found := variable.FindString(query.text(name)); found != "" {
			return failed(backend.StatusBadRequest, nil, "Alert rules know no dashboard variables: write a name or a pattern in place of %s.", found)
		}
	}
	return nil
}

// text is empty where the query has no such text.
func (q rawQuery) text(name string) string {
	var text string
	if err := json.Unmarshal(q[name], &text); err != nil {
		return ""
	}
	return text
}
