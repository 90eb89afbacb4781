{{/* A variable with the text of a value, if there is one. */}}
{{- define "worker.variable" -}}
{{- if .value }}
- name: {{ .name }}
  value: {{ .value | quote }}
{{- end }}
{{- end }}

{{/* A variable with the text of a key of a Secret. */}}
{{- define "worker.secretVariable" }}
- name: {{ .name }}
  valueFrom:
    secretKeyRef:
      name: {{ .secret }}
      key: {{ .key }}
{{- end }}

{{/* How the worker proves to the gateway who it is: the variables of the strategy. */}}
{{- define "worker.credentialVariables" -}}
{{- $names := dict
  "OAUTH" (list "ZEEBE_CLIENT_ID" "ZEEBE_CLIENT_SECRET")
  "BASIC" (list "CAMUNDA_BASIC_AUTH_USERNAME" "CAMUNDA_BASIC_AUTH_PASSWORD")
  "COOKIE" (list "CAMUNDA_COOKIE_AUTH_USERNAME" "CAMUNDA_COOKIE_AUTH_PASSWORD")
  "BEARER" (list "" "CAMUNDA_OAUTH_TOKEN") -}}
{{- with get $names .authStrategy -}}
{{- $credentials := $.credentials -}}
{{- $id := index . 0 -}}
{{- if and $id $credentials.id }}
{{- include "worker.variable" (dict "name" $id "value" $credentials.id) }}
{{- else if $id }}
{{- include "worker.secretVariable" (dict "name" $id "secret" $credentials.existingSecret "key" $credentials.idKey) }}
{{- end }}
{{- include "worker.secretVariable" (dict "name" (index . 1) "secret" $credentials.existingSecret "key" $credentials.secretKey) }}
{{- end }}
{{- end }}

{{- define "worker.gatewayVariables" -}}
{{- with .Values.gateway }}
{{- include "worker.variable" (dict "name" "ZEEBE_GRPC_ADDRESS" "value" .grpcAddress) }}
{{- include "worker.variable" (dict "name" "ZEEBE_REST_ADDRESS" "value" .restAddress) }}
{{- include "worker.variable" (dict "name" "CAMUNDA_AUTH_STRATEGY" "value" .authStrategy) }}
{{- if eq .authStrategy "OAUTH" }}
{{- include "worker.variable" (dict "name" "CAMUNDA_OAUTH_URL" "value" .oauth.url) }}
{{- include "worker.variable" (dict "name" "CAMUNDA_ZEEBE_OAUTH_AUDIENCE" "value" .oauth.audience) }}
{{- include "worker.variable" (dict "name" "CAMUNDA_TOKEN_SCOPE" "value" .oauth.scope) }}
{{- include "worker.variable" (dict "name" "CAMUNDA_TOKEN_DISK_CACHE_DISABLE" "value" "true") }}
{{- end }}
{{- if eq .authStrategy "COOKIE" }}
{{- include "worker.variable" (dict "name" "CAMUNDA_COOKIE_AUTH_URL" "value" .cookie.url) }}
{{- end }}
{{- include "worker.credentialVariables" . }}
{{- if .tls.existingSecret }}
{{- include "worker.variable" (dict "name" "CAMUNDA_CUSTOM_ROOT_CERT_PATH" "value" "/etc/dynamodb-worker/tls/ca.crt") }}
{{- if .tls.mutual }}
{{- include "worker.variable" (dict "name" "CAMUNDA_CUSTOM_CERT_CHAIN_PATH" "value" "/etc/dynamodb-worker/tls/tls.crt") }}
{{- include "worker.variable" (dict "name" "CAMUNDA_CUSTOM_PRIVATE_KEY_PATH" "value" "/etc/dynamodb-worker/tls/tls.key") }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- define "worker.awsVariables" -}}
{{- with .Values.aws }}
{{- include "worker.variable" (dict "name" "AWS_REGION" "value" .region) }}
{{- include "worker.variable" (dict "name" "AWS_ENDPOINT_URL_DYNAMODB" "value" .endpoint) }}
{{- $keys := .credentials }}
{{- with .credentials.existingSecret }}
{{- include "worker.secretVariable" (dict "name" "AWS_ACCESS_KEY_ID" "secret" . "key" $keys.accessKeyIdKey) }}
{{- include "worker.secretVariable" (dict "name" "AWS_SECRET_ACCESS_KEY" "secret" . "key" $keys.secretAccessKeyKey) }}
{{- if $keys.sessionTokenKey }}
{{- include "worker.secretVariable" (dict "name" "AWS_SESSION_TOKEN" "secret" . "key" $keys.sessionTokenKey) }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/* All environment variables of the worker. */}}
{{- define "worker.env" -}}
{{- include "worker.gatewayVariables" . }}
{{- include "worker.awsVariables" . }}
{{- if .Values.config }}
{{- include "worker.variable" (dict "name" "DYNAMODB_WORKER_CONFIG_FILE" "value" "/etc/dynamodb-worker/config/config.yaml") }}
{{- end }}
{{- if or .Values.secrets.files.existingSecret (include "worker.secretProviderClass" .) }}
{{- include "worker.variable" (dict "name" "DYNAMODB_WORKER_SECRETS_DIR" "value" "/etc/dynamodb-worker/secrets") }}
{{- end }}
{{- $heap := include "worker.heap" . }}
{{- $options := list (ternary (printf "--max-old-space-size=%s" $heap) "" (ne $heap "")) .Values.nodeOptions | compact | join " " }}
{{- include "worker.variable" (dict "name" "NODE_OPTIONS" "value" $options) }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}
