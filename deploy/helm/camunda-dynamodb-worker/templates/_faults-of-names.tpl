{{/* Says which names are given although the chart has them for something else, a line each. */}}
{{- define "worker.nameFaults" -}}
{{- $values := .Values -}}
{{- $given := list -}}
{{- range $values.extraEnv }}{{ $given = append $given .name }}{{ end -}}
{{- /* The pod, its service and its network policy follow these values, and would not see the variables. */ -}}
{{- $derived := dict
  "DYNAMODB_WORKER_HTTP_PORT" "config.httpPort"
  "DYNAMODB_WORKER_HTTP_HOST" "config.httpHost"
  "DYNAMODB_WORKER_STOP_TIMEOUT" "config.stopTimeout"
  "DYNAMODB_WORKER_SECRET_PREFIX" "config.secretPrefix"
  "DYNAMODB_WORKER_TRANSPORT" "config.transport"
  "ZEEBE_GRPC_ADDRESS" "gateway.grpcAddress"
  "ZEEBE_REST_ADDRESS" "gateway.restAddress"
  "CAMUNDA_OAUTH_URL" "gateway.oauth.url"
  "CAMUNDA_COOKIE_AUTH_URL" "gateway.cookie.url"
  "AWS_ENDPOINT_URL_DYNAMODB" "aws.endpoint" -}}
{{- range $name, $value := $derived -}}
{{- if has $name $given }}
extraEnv: expected no {{ $name }}, but {{ $value }}, which the rest of the pod follows
{{- end -}}
{{- end -}}
{{- $names := regexFindAll "(?m)^- name: .+$" (include "worker.env" .) -1 -}}
{{- range uniq $names -}}
{{- $name := . -}}
{{- $same := list -}}
{{- range $names }}{{ if eq . $name }}{{ $same = append $same . }}{{ end }}{{ end -}}
{{- if and (gt (len $same) 1) (not (hasKey $derived (trimPrefix "- name: " $name))) }}
extraEnv: expected no {{ trimPrefix "- name: " $name }}, because another value sets it
{{- end -}}
{{- end -}}
{{- range $values.extraVolumes -}}
{{- if has .name (list "config" "tls" "secrets") }}
extraVolumes: expected no {{ .name }}, because the chart has this name for a volume of its own
{{- end -}}
{{- end -}}
{{- range $values.extraVolumeMounts -}}
{{- if regexMatch "^/etc/dynamodb-worker/(config|tls|secrets)/?$" (.mountPath | default "") }}
extraVolumeMounts: expected another place than {{ .mountPath }}, which the chart has for a volume of its own
{{- end -}}
{{- end -}}
{{- $labels := include "worker.labels" . | fromYaml -}}
{{- $places := dict
  "podLabels" (list $values.podLabels $labels)
  "podAnnotations" (list $values.podAnnotations (dict "checksum/config" ""))
  "serviceMonitor.labels" (list $values.serviceMonitor.labels $labels)
  "prometheusRule.labels" (list $values.prometheusRule.labels $labels)
  "dashboard.labels" (list $values.dashboard.labels $labels)
  "serviceAccount.annotations" (list $values.serviceAccount.annotations (dict "eks.amazonaws.com/role-arn" "")) -}}
{{- range $place, $pair := $places -}}
{{- range $name, $_ := index $pair 0 -}}
{{- if hasKey (index $pair 1) $name }}
{{ $place }}: expected no {{ $name }}, because the chart sets it
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}
