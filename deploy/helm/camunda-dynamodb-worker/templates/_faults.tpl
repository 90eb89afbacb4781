{{/* Refuses values that are wrong together. What is wrong with one value, values.schema.json says. */}}
{{- define "worker.faults" -}}
{{- $faults := list -}}
{{- $gateway := .Values.gateway -}}
{{- $strategy := $gateway.authStrategy -}}
{{- if not (or $gateway.grpcAddress $gateway.restAddress) -}}
{{- $faults = append $faults "gateway.grpcAddress: expected this or gateway.restAddress, got neither" -}}
{{- end -}}
{{- if and (eq $strategy "OAUTH") (not $gateway.oauth.url) -}}
{{- $faults = append $faults "gateway.oauth.url: expected an address for OAUTH, got none" -}}
{{- end -}}
{{- if and (eq $strategy "COOKIE") (not $gateway.cookie.url) -}}
{{- $faults = append $faults "gateway.cookie.url: expected an address for COOKIE, got none" -}}
{{- end -}}
{{- if and (ne $strategy "NONE") (not $gateway.credentials.existingSecret) -}}
{{- $faults = append $faults (printf "gateway.credentials.existingSecret: expected the name of a Secret for %s, got none" $strategy) -}}
{{- end -}}
{{- if and .Values.secrets.files.existingSecret (include "worker.secretProviderClass" .) -}}
{{- $faults = append $faults "secrets.files, secrets.csi: expected one of them, because both are files of one folder, got both" -}}
{{- end -}}
{{- if and .Values.autoscaling.cpu.enabled .Values.autoscaling.keda.enabled -}}
{{- $faults = append $faults "autoscaling: expected cpu or keda, got both" -}}
{{- end -}}
{{- if and .Values.aws.roleArn (not .Values.serviceAccount.create) -}}
{{- $faults = append $faults "aws.roleArn: expected serviceAccount.create with it, because it annotates the service account that the chart makes" -}}
{{- end -}}
{{- if and (hasKey .Values.config "httpPort") (not (.Values.config.httpPort | int)) -}}
{{- $faults = append $faults "config.httpPort: expected a fixed port, because probes and the service name it, got 0" -}}
{{- end -}}
{{- if regexMatch "^(127[.]|localhost$|::1$)" (.Values.config.httpHost | default "") -}}
{{- $faults = append $faults (printf "config.httpHost: expected an address that probes reach, got %s" .Values.config.httpHost) -}}
{{- end -}}
{{- $names := regexFindAll "(?m)^- name: .+$" (include "worker.env" .) -1 -}}
{{- range uniq $names -}}
{{- $name := . -}}
{{- $same := list -}}
{{- range $names }}{{ if eq . $name }}{{ $same = append $same . }}{{ end }}{{ end -}}
{{- if gt (len $same) 1 -}}
{{- $faults = append $faults (printf "extraEnv: expected no %s, because another value sets it" (trimPrefix "- name: " $name)) -}}
{{- end -}}
{{- end -}}
{{- if $faults -}}
{{- fail (join "\n" (prepend $faults "values:")) -}}
{{- end -}}
{{- end }}
