{{/* Says which values contradict each other, so that the worker would pass over one of them, a line each. */}}
{{- define "worker.contradictions" -}}
{{- $gateway := .Values.gateway -}}
{{- $strategy := $gateway.authStrategy -}}
{{- if and $gateway.grpcAddress $gateway.restAddress }}
gateway: expected grpcAddress or restAddress, because the worker calls its gateway one way only, got both
{{- else if and $gateway.grpcAddress (eq (.Values.config.transport | default "") "rest") }}
config.transport: expected grpc, or gateway.restAddress with it, got rest
{{- else if and $gateway.restAddress (eq (.Values.config.transport | default "") "grpc") }}
config.transport: expected rest, or gateway.grpcAddress with it, got grpc
{{- end -}}
{{- if and $gateway.oauth.url (ne $strategy "OAUTH") }}
gateway.oauth.url: expected gateway.authStrategy OAUTH with it, got {{ $strategy }}
{{- end -}}
{{- if and $gateway.cookie.url (ne $strategy "COOKIE") }}
gateway.cookie.url: expected gateway.authStrategy COOKIE with it, got {{ $strategy }}
{{- end -}}
{{- if and $gateway.credentials.existingSecret (eq $strategy "NONE") }}
gateway.credentials.existingSecret: expected the gateway.authStrategy that the credentials are for, got NONE
{{- end -}}
{{- if and $gateway.tls.mutual (not $gateway.tls.existingSecret) }}
gateway.tls.mutual: expected gateway.tls.existingSecret with it, which has the certificate, got none
{{- end -}}
{{- $address := $gateway.grpcAddress | default $gateway.restAddress -}}
{{- if and $gateway.tls.existingSecret (regexMatch "^(grpc|http)://" $address) }}
gateway.tls.existingSecret: expected an address with TLS, grpcs://… or https://…, got {{ $address }}
{{- end -}}
{{- $signIns := list -}}
{{- with .Values.aws -}}
{{- range $name, $isGiven := dict "aws.credentials.existingSecret" .credentials.existingSecret "aws.podIdentity" .podIdentity "aws.roleArn" .roleArn -}}
{{- if $isGiven }}{{ $signIns = append $signIns $name }}{{ end -}}
{{- end -}}
{{- end -}}
{{- if gt (len $signIns) 1 }}
{{ join ", " $signIns }}: expected one of them, because only one can sign
{{- end -}}
{{- end }}
