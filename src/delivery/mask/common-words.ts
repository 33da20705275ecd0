/**
 * Words that messages of errors are made of, in lower case: alone they name nobody, so they are shown where an event happens to hold them too. No first or last name, and no
 * word that people choose, such as the name of a plan, stands here.
 */
export const commonWords: ReadonlySet<string> = new Set(
  `a able about above absent accept accepted accepts access account accounts action actions active add added additional after again against ago all allow allowed already also
  always among an and another any anything api app apps application archived are array arrays as at attempt attribute attributes authentication authorization authorized
  available back bad base basic batch batches be bearer because been before being below between blank blocked body boolean both but by call called calls can cannot card cart change
  changed channel character characters check checkout client code column commit conflict connect connection contact contacts contain contained contains content correct could count
  create created credential credentials currently custom customer customers data database date datetime day days deactivated decimal default delete deleted denied deprecated
  detail details device devices did different disabled disallowed does documentation does domain done down due duplicate duplicated during each either element elements email
  emails empty enabled encoded end endpoint entity entries entry equal error errors event events every exactly exceed exceeded exceeds exist existing exists expected expired
  external fail failed failure false field fields file filter first following for forbidden forbids form format found from full future gateway get given go greater group groups had has
  have header headers here host hour hours http https id identifier identifiers identify ids if ignored import in inactive included incorrect index input inside instead
  integer integration internal into invalid is issue it item items its json just key keys kind known large larger last later least left length less level like limit limited
  limits line list lists locked log long longer made make malformed many match matched matches matching maximum may media message messages method minimum minutes
  missing mistake mixed mode more most must name named names near need needed needs neither network never new next no node non none nor not nothing now null number numbers
  object objects occurred of off ok old older on once one only operation option optional or order other our out outside over own page parameter parameters parse parsed
  parsing part partner pass passed payment past path payload pending per permission permissions permitted phone please point policy positive possible post present prevent
  previous problem process processed processing product products profile profiles properties property provide provided public push put query queue queued quota range rate reached
  read reason received record records refused reject rejected remove removed repeat replace report request requested requests require required requires reserved reset
  resource response rest result results retry returned right route row rule same save scope second seconds secret see seems sent server service set setting settings
  should shorter since size skipped slow smaller so some something soon source space specified state status still stop stopped store stored string strings
  subscribed subscription success successfully suppressed syntax system take taken temporarily temporary text than that the their them then there these they this those
  throttled time timed timeout times timestamp to token tokens too track true try two type types unable unauthorized unavailable under undefined unexpected unique
  unknown unprocessable unrecognized unsubscribed unsupported until update updated upgrade url use used user users using utf valid validate validation value values version
  via violation wait want warning was way we web webhook were what when where whether which while who whole why will with within without word wrong yes yet you your zero`.split(
    /\s+/,
  ),
)
