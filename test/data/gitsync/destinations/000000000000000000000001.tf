import {
  to = segment_destination.id-000000000000000000000001
  id = "000000000000000000000001"
}

resource "segment_destination" "id-000000000000000000000001" {
  enabled = true
  metadata = {
    contacts          = null
    id                = "examplemetadataid000001"
    partner_owned     = false
    region_endpoints  = ["US"]
    supported_regions = ["us-west-2", "eu-west-1"]
  }
  name      = "Example Orders (Actions)"
  settings  = jsonencode({
    apiKey = "example-key"
  })
  source_id = "examplesourceid0000001"
}
