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
{{- $faults = concat $faults (include "worker.contradictions" . | splitList "\n" | compact) -}}
{{- if and .Values.secrets.files.existingSecret (include "worker.secretProviderClass" .) -}}
{{- $faults = append $faults "secrets.files, secrets.csi: expected one of them, because both are files of one folder, got both" -}}
{{- end -}}
{{- if and .Values.autoscaling.cpu.enabled .Values.autoscaling.keda.enabled -}}
{{- $faults = append $faults "autoscaling: expected cpu or keda, got both" -}}
{{- end -}}
{{- $scaling := .Values.autoscaling -}}
{{- if and (or $scaling.cpu.enabled $scaling.keda.enabled) (gt ($scaling.minReplicas | int) ($scaling.maxReplicas | int)) -}}
{{- $faults = append $faults (printf "autoscaling.minReplicas: expected at most maxReplicas, %d, got %d" ($scaling.maxReplicas | int) ($scaling.minReplicas | int)) -}}
{{- end -}}
{{- if not (or .Values.serviceMonitor.enabled .Values.seriesLabels) -}}
{{- range $name, $isOn := dict "autoscaling.keda" $scaling.keda.enabled "prometheusRule" .Values.prometheusRule.enabled -}}
{{- if $isOn -}}
{{- $faults = append $faults (printf "%s: expected serviceMonitor.enabled, or in seriesLabels the labels by which Prometheus knows the workers, got neither" $name) -}}
{{- end -}}
{{- end -}}
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
{{- if and .Values.config.secretsDir (or .Values.secrets.files.existingSecret (include "worker.secretProviderClass" .)) -}}
{{- $faults = append $faults "config.secretsDir: expected none beside secrets.files or secrets.csi, which have a folder of their own" -}}
{{- end -}}
{{- if and .Values.secrets.csi.create (not .Values.secrets.csi.parameters) -}}
{{- $faults = append $faults "secrets.csi.parameters: expected what the provider needs, because the chart makes the class, got none" -}}
{{- end -}}
{{- $limit := include "worker.limitMegabytes" . -}}
{{- if and .Values.heapMegabytes $limit (ge (.Values.heapMegabytes | int) ($limit | int)) -}}
{{- $faults = append $faults (printf "heapMegabytes: expected less than resources.limits.memory, %s, got %d" .Values.resources.limits.memory (.Values.heapMegabytes | int)) -}}
{{- end -}}
{{- $faults = concat $faults (include "worker.nameFaults" . | splitList "\n" | compact) -}}
{{- if $faults -}}
{{- fail (join "\n" (prepend $faults "values:")) -}}
{{- end -}}
{{- end }}
