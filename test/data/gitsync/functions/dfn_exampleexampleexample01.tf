resource "segment_function" "id-dfn_exampleexampleexample01" {
  code = <<-EOT
async function onTrack(event, settings) {
	await fetch(`https://$${settings.domain}/events`, { method: "POST" });
}
EOT
  description   = null
  display_name  = "Example"
  resource_type = "DESTINATION"
}
