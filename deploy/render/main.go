// Renders a Helm chart many times, so that the tests need no Helm: `render CHART < asked.json`.
//
// It takes a list of `{"release", "namespace", "values"}` on standard input, and writes a list of `{"files"}` (a text for each
// template) or `{"error"}`. It has the part of Helm's template language that the chart uses: Go's templates, sprig, and
// include, toYaml, fromYaml and .Files.Get. The Helm command itself renders with HELM=/path/to/helm.
// https://helm.sh/docs/chart_template_guide/
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"path"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig/v3"
	"sigs.k8s.io/yaml"
)

type object = map[string]any

type asked struct {
	Release, Namespace string
	Values             object
}

type answer struct {
	Files map[string]string `json:"files,omitempty"`
	Error string            `json:"error,omitempty"`
}

// metadata is the part of Chart.yaml that templates read.
type metadata struct{ Name, Version, AppVersion string }

// files are those of the chart beside its templates.
type files struct{ folder string }

// Get gives the text of a file. One that is missing is an error here, and an empty text in Helm.
func (f files) Get(name string) (string, error) {
	text, err := os.ReadFile(filepath.Join(f.folder, name))
	return string(text), err
}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("expected the folder of a chart, and nothing else")
	}
	var all []asked
	if err := json.NewDecoder(os.Stdin).Decode(&all); err != nil {
		log.Fatalf("standard input: expected a list of what to render: %v", err)
	}
	answers := make([]answer, 0, len(all))
	for _, one := range all {
		rendered, err := render(os.Args[1], one)
		if err != nil {
			answers = append(answers, answer{Error: err.Error()})
		} else {
			answers = append(answers, answer{Files: rendered})
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		log.Fatal(err)
	}
}

func render(folder string, one asked) (map[string]string, error) {
	var chart metadata
	values := object{}
	if err := errors.Join(read(folder, "Chart.yaml", &chart), read(folder, "values.yaml", &values)); err != nil {
		return nil, err
	}
	root := template.New("chart").Option("missingkey=zero")
	root.Funcs(functions(root))
	paths, err := filepath.Glob(filepath.Join(folder, "templates", "*"))
	if err != nil {
		return nil, err
	}
	base := chart.Name + "/templates"
	for _, file := range paths {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if _, err := root.New(path.Join(base, filepath.Base(file))).Parse(string(text)); err != nil {
			return nil, err
		}
	}
	rendered := map[string]string{}
	for _, file := range paths {
		name := path.Join(base, filepath.Base(file))
		if strings.HasPrefix(path.Base(name), "_") {
			continue
		}
		text, err := execute(root, name, object{
			"Chart":    chart,
			"Files":    files{folder},
			"Release":  object{"Name": one.Release, "Namespace": one.Namespace, "Service": "Helm"},
			"Template": object{"Name": name, "BasePath": base},
			"Values":   merge(values, one.Values),
		})
		if err != nil {
			return nil, err
		}
		rendered[filepath.Base(file)] = strings.ReplaceAll(text, "<no value>", "")
	}
	return rendered, nil
}

func read(folder, name string, into any) error {
	text, err := os.ReadFile(filepath.Join(folder, name))
	if err == nil {
		err = yaml.Unmarshal(text, into)
	}
	return err
}

// merge lays values over the chart's own. A null takes a value of the chart away.
// https://helm.sh/docs/chart_template_guide/values_files/#deleting-a-default-key
func merge(under, over object) object {
	merged := object{}
	for key, value := range under {
		merged[key] = value
	}
	for key, value := range over {
		below, isObject := under[key].(object)
		above, areObjects := value.(object)
		switch {
		case value == nil:
			delete(merged, key)
		case isObject && areObjects:
			merged[key] = merge(below, above)
		default:
			merged[key] = value
		}
	}
	return merged
}

func execute(root *template.Template, name string, data any) (string, error) {
	var text strings.Builder
	err := root.ExecuteTemplate(&text, name, data)
	return text.String(), err
}

func functions(root *template.Template) template.FuncMap {
	all := sprig.TxtFuncMap()
	all["include"] = func(name string, data any) (string, error) { return execute(root, name, data) }
	all["toYaml"] = func(value any) (string, error) {
		text, err := yaml.Marshal(value)
		return strings.TrimSuffix(string(text), "\n"), err
	}
	all["fromYaml"] = func(text string) (object, error) {
		value := object{}
		if err := yaml.Unmarshal([]byte(text), &value); err != nil {
			return nil, fmt.Errorf("fromYaml: %w", err)
		}
		return value, nil
	}
	return all
}
