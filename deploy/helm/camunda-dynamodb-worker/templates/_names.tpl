{{- define "worker.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{/* The name of everything: the release's, and the chart's where the release's has it not in it already. */}}
{{- define "worker.fullname" -}}
{{- $name := include "worker.name" . -}}
{{- $full := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) -}}
{{- .Values.fullnameOverride | default $full | trunc 52 | trimSuffix "-" -}}
{{- end }}

{{- define "worker.selectorLabels" -}}
app.kubernetes.io/name: {{ include "worker.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "worker.labels" -}}
{{ include "worker.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name (.Chart.Version | replace "+" "_") }}
{{- end }}

{{- define "worker.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (ternary (include "worker.fullname" .) "default" .Values.serviceAccount.create) -}}
{{- end }}

{{- define "worker.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}
{{- end -}}
{{- end -}}
{{- end }}

{{/* The port of health and metrics. */}}
{{- define "worker.port" -}}
{{- .Values.config.httpPort | default 8090 | int -}}
{{- end }}

{{- define "worker.secretProviderClass" -}}
{{- $own := ternary (include "worker.fullname" .) "" .Values.secrets.csi.create -}}
{{- .Values.secrets.csi.secretProviderClass | default $own -}}
{{- end }}

{{/* The labels by which Prometheus knows the workers of this release. Without others, those of the ServiceMonitor. */}}
{{- define "worker.series" -}}
{{- $labels := .Values.seriesLabels | default (dict "namespace" .Release.Namespace "job" (include "worker.fullname" .)) -}}
{{- $matchers := list -}}
{{- range $name, $value := $labels }}{{ $matchers = append $matchers (printf "%s=%q" $name $value) }}{{ end -}}
{{- printf "{%s}" (join "," $matchers) -}}
{{- end }}
