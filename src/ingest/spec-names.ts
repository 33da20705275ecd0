/**
 * The names of fields that Segment's spec gives, in lower case: common fields, traits of users and groups, properties of pages, products and orders, of app lifecycle, e-mail,
 * video and live chat events (segment.com/docs/connections/spec). A key of this name says nothing of a user; any other key of `properties` or `traits` may be data.
 */
export const specNames: ReadonlySet<string> = new Set(
  `type event userid anonymousid previousid groupid messageid timestamp originaltimestamp receivedat sentat version channel context integrations properties traits projectid
  name category _metadata bundled unbundled all
  active app build namespace campaign source medium term content device id advertisingid adtrackingenabled manufacturer model token ip library locale location city country
  latitude longitude region speed network bluetooth carrier cellular wifi os page path referrer search title url screen density height width timezone useragent useragentdata
  brands brand mobile platform
  address street postalcode postal_code state age avatar birthday company industry employee_count plan createdat created_at description email employees firstname first_name
  gender lastname last_name logins phone total billed username website keywords
  products product_id sku name price quantity variant position coupon image_url order_id orderid checkout_id cart_id affiliation value revenue subtotal shipping tax discount
  currency step shipping_method payment_method list_id filters sorts promotion_id creative query share_via share_message recipient wishlist_id wishlist_name review_id
  review_body rating reason coupon_id coupon_name from_background install_attributed previous_version previous_build referring_application link_url link_id list_name
  email_id email_subject campaign_id campaign_name ad_creative ad_group provider session_id content_asset_id content_asset_ids content_pod_id content_pod_ids ad_asset_id
  ad_pod_id ad_type video_player total_length full_screen ad_enabled quality bitrate framerate sound livestream asset_id pod_id program season episode genre publisher
  airdate conversation_id agent_id agent_name agent_username message_id message_body event_name event_type user_id anonymous_id distinct_id external_id device_id`.split(
    /\s+/,
  ),
)
