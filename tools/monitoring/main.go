// Checks alert rules, and the queries of dashboards, by Prometheus' own parser: monitoring FILE.yaml|FILE.json ...
package main

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
)

var promql = parser.NewParser(parser.Options{})

func main() {
	failed := false
	for _, file := range os.Args[1:] {
		for _, problem := range check(file) {
			failed = true
			fmt.Printf("%s: %v\n", file, problem)
		}
	}
	if failed {
		os.Exit(1)
	}
}

func check(file string) []error {
	content, err := os.ReadFile(file)
	if err != nil {
		return []error{err}
	}
	if strings.HasSuffix(file, ".json") {
		return queries(content)
	}
	_, problems := rulefmt.Parse(content, false, model.UTF8Validation, promql, slog.New(slog.DiscardHandler))
	return problems
}

func queries(content []byte) []error {
	var dashboard struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(content, &dashboard); err != nil {
		return []error{err}
	}
	var problems []error
	for _, panel := range dashboard.Panels {
		for _, target := range panel.Targets {
			if _, err := promql.ParseExpr(target.Expr); err != nil {
				problems = append(problems, fmt.Errorf("%s: %s: %w", panel.Title, target.Expr, err))
			}
		}
	}
	return problems
}
