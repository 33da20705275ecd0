resource "segment_transformation" "id-exampletransformation01" {
  destination_metadata_id = "examplemetadataid000001"
  enabled                 = true
  fql_defined_properties = [
  ]
  if             = "event = 'Bad Event'"
  name           = "Rename"
  new_event_name = "Good Event"
  property_renames = [
  ]
  property_value_transformations = [
  ]
  source_id = "examplesourceid0000001"
}
