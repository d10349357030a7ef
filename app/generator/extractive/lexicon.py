"""The words behind `verbs`: base forms, those that are as often nouns, and irregular forms."""

LEMMAS = frozenset(
    """
    abandon abolish absorb abuse accelerate accept access accrue accumulate ache achieve acknowledge acquire act
    activate adapt add address adhere adjoin adjust admit adopt advance advise advocate affect age aggregate aim align
    alleviate allocate allow alter amend amplify analyse analyze anneal annex answer anticipate appeal appear apply
    appoint approach approximate argue arise arrange arrest articulate ask assassinate assemble assert assess assign
    assimilate assist assume assure astonish attach attack attain attend attract augment authorise authorize avoid
    award backtrack bake balance ban bark base bear beat become beg begin behave belong bend bestow betray bind bite
    blame bleed blend block bloom blow boil bolster bombard bond boost borrow bounce bound breach break breathe breed
    bring broadcast brush build bump burn bury buy bypass cache calculate call campaign cancel capitulate capture
    carry carve cast catalyse catalyze catch categorize cater cause cease cede center centre challenge change
    characterise characterize charge chase check choose chop circulate circumvent cite civilize claim clash classify
    clean cleave climb cling clip clone close cluster coat code coerce coexist coin collapse collect colonise colonize
    combine come comfort command commemorate commence commit communicate commute compare compel compensate compete
    compile complain complete compose compress comprise compute concatenate conceal concede conceive concentrate
    conclude condemn condense conduct confer confirm confiscate confound confuse congest congregate connect conquer
    consent conserve consider consist consolidate constrain construct consult consume contain contaminate contend
    contest continue contract contradict contribute control converge convert convict convince cook cool coordinate
    cope copy coronate correct correlate correspond cost count cover crack crash crawl create criticise criticize
    cross-link crown crush cull cultivate curb cure curve cut damage dampen dare deal debug decay decide declare
    decline decode decompose decouple decrease decrypt dedicate deem defeat defend defer define deflect degenerate
    degrade delay delegate delete deliver demand demonstrate denature denote deny depend depict deplete deploy depose
    deprive dereference derive descend describe desert deserve design destroy detach detain detect deteriorate
    determine devalue devastate develop devise diagnose die differ differentiate diffuse digest dilate diminish direct
    disable disappear discard discharge disclose discover discriminate dismiss disperse displace display dispose
    disprove disrupt dissect dissipate dissociate dissolve distinguish distort distribute disturb diverge divert
    divide divorce domesticate dominate donate double downsample drain draw drift drive drop drown dry dub dwarf dwell
    earn ease eat elect eliminate emancipate embed embrace emerge emigrate emit emphasise emphasize employ empower
    enable enact encircle enclose encode encounter encourage encrypt end endanger endorse endure enforce engage
    enhance enjoy enlarge enlist enrich ensure entail entangle enter entitle enumerate equal equip eradicate erect
    erode erupt escalate escape establish estimate evacuate evaluate evaporate evict evoke evolve exaggerate examine
    exceed excel exchange excite exclude execute exempt exercise exert exhale exhaust exhibit exile exist expand
    expect expel expire explain exploit explore export expose express extend extinguish extract extrude face
    facilitate factor factorise factorize fail faint fall fascinate favor favour feature feed feel ferment fertilise
    fertilize fetch fight fill filter finance find finish fire fit fix flee float flood flourish flow fluctuate flush
    fly focus fold follow forbid force forget forgive forgo fork form formalize forward found fracture free freeze
    frighten fulfil fulfill fund fuse gain gather generalise generalize generate germinate get give go govern grant
    graze group grow guarantee guard guide guillotine halt halve hamper handle happen harm harness harvest hash hatch
    haunt heal hear heat help hide highlight hinder hire hold host hover hunt hydrolyse hydrolyze identify ignite
    ignore illustrate imitate immerse immigrate impair impart impeach implement imply import impose imprison improve
    inactivate inaugurate incite include incorporate increase incubate incur indicate induce induct infect infer
    infiltrate inflate influence inform infringe inhabit inhale inherit inhibit initialise initialize initiate inject
    injure innovate insert inspect inspire install instantiate institute instruct insure integrate intend intensify
    interact intercept interfere interleave interpolate interpret interrupt intersect intersperse intertwine intervene
    interview introduce invade invalidate invert invest investigate invite invoke involve ionise ionize irradiate
    irrigate isolate iterate join judge jump justify keep kill kneel know lack lament last launch lay lead lean learn
    leave lend lengthen let leverage liberate license lie lift limit linger link list live load locate lock log lose
    lower lubricate lump lynch magnify maintain make manage manufacture map march mark marry mask massacre master
    match mate materialise materialize mature maximise maximize mean meander measure mediate meet melt memorise mend
    mention merge metabolise metabolize migrate mimic mine minimise minimize mirror misinterpret misrepresent mitigate
    mix moan mobilise mobilize model modernise modernize modify modulate moisturize monitor mount mourn move multiply
    mutate name nationalise nationalize navigate need negate negotiate nest neutralize nominate normalise normalize
    notify nourish nucleate nullify oblige observe obstruct obtain occupy occur offer omit open operate oppose oppress
    optimise optimize orbit orchestrate order organise organize originate oscillate oust outlaw outlive outperform
    output overcome overfit overheat overlap overload override overrule oversee overshoot overthrow overturn overwrite
    own oxidize oxygenate pack paint pair panic pardon parse participate partition pass patch patent pay peak penalise
    penalize penetrate perceive percolate perform perish permit perpetuate persecute persist persuade petition
    phosphorylate photosynthesise photosynthesize pioneer pipeline place plan play pledge plot pluck plunder plunge
    point poison polarize pollinate pollute polymerise polymerize ponder pool populate portray possess post postdate
    postpone postulate pour practice practise praise preach precede precipitate predate predict preempt prefer prefix
    preload prepare present preserve presume presuppose prevail prevent prioritize process proclaim procreate produce
    profit progress prohibit project proliferate prolong promise promote proofread propagate propose prosecute prosper
    protect protest prove provide provoke prune publish pull pump punish purchase purify push put qualify quantify
    quantise quantize quarantine quench query queue quit raise range rank ratify reach react read reap rearrange
    rebase rebel rebuild recall recapture recede receive reclaim recognise recognize recombine recommend reconcile
    reconsider reconstruct record recount recover recruit recur recycle redirect redistribute reduce refer refine
    reflect reform refract refuse refute regain regenerate register regress regulate reign reimburse reinforce reject
    relate relax release relieve relocate rely remain remember remove rename render renew renounce repair repay repeat
    repel replace replay replicate represent repress reproduce repudiate require resample rescale rescind rescue
    resemble reserve reset reshape reside resign resist resolve respect respond rest restart restrict result resume
    retain retaliate retire retract retreat retrieve retry return reunify reunite reuse reveal reverse revise revive
    revoke revolt revolutionise revolutionize revolve reward rewrite rhyme rinse ripen rise roam rob roll rotate route
    ruin rule run sack sacrifice sail sample sanction satisfy saturate save say scale scan scatter schedule score seal
    search secede secrete secure see seek segment seize select sell send sentence separate serialize serve set settle
    sever shape share shatter shed shelter shield shift shorten show shrink shuffle shut sign signal simmer simplify
    simulate sink sit skip slice slide slow smell smelt smooth smuggle snap soak solve sort sow span spark spawn speak
    specialise specialize speciate specify speculate speed spend spill split sponsor spread sprout squash squeeze
    stabilise stabilize stack stage stagnate stain stall stand start starve state stay steer stem stimulate stop store
    storm strengthen stress stretch strike strip struggle study subdue sublimate sublime submit subscribe subside
    substitute subtend subtract succeed sue suffer suffice suggest suit sum summarise summarize summon superimpose
    supersede supplant supply support suppose suppress surge surpass surrender surround survive suspend sustain
    swallow swap swear sweep swell swim switch symbolise symbolize synchronize synthesise synthesize tack tackle tag
    take tame taper target tax teach telegraph tell tend terminate test tether thicken thrive tie tighten tilt toggle
    tokenize tolerate torture toss touch tower trace track trade trail train transcend transcribe transfer transform
    transfuse transition translate transmit transpire transplant transport trap travel traverse treat trick trickle
    trigger trim triumph truncate try tune tunnel turn twin twist undergo undermine underpin understand undo unearth
    unfold unfreeze unify unite unleash unlink unlock unpack unravel unroll unwind update upgrade uphold uproot upset
    urge use usher utilise utilize utter vaccinate validate vanish vaporize vary vend vent venture verify vest veto
    vibrate view violate visit void volunteer vote vow wage wait waive wander want warm warn wash watch weaken wean
    wear weave weep weigh weld whisper whiten widen win wipe wish withdraw wither work worsen worship wound wrap write
    yield
    """.split()
)
LIKELY_NOUNS = frozenset(
    """
    abuse access act advance age aim answer appeal approach attack augment award balance ban bark base bite blame
    block bloom bond bound breach break brush bump cache call cast cause center centre challenge change charge chase
    check chop clone cluster coat code combine command conduct contract control copy cost count cover crack crash
    crown curve cut damage deal decay decline delay demand design die display document double draw drive drop ease end
    escape estimate exchange exercise exile export face fall feature feed fetch fight filter finance find fire fit fix
    flood flow flush fold force fork form free function fund gain graze group guard guide halt harm harness harvest
    hash hatch heat help hoard hold host hunt import increase influence input insert interest invest issue join judge
    jump kill lack last launch layer lead lean leverage license lie limit link list load lock log lower lump map march
    mark mask master match mate measure mend mine mirror mix model mount move name need nest offer open order output
    overlap pack page paint pair panic pardon parse pass patch patent pay peak pioneer pipeline place plan play plot
    point poison pool post pour practice prefix present process produce profit progress project promise protest prune
    pull pump purchase push query queue raise range rank reach record reform reign release remain repair repeat
    reserve reset resist respect rest result retreat return reverse revolt reward rise roll route rule run sack
    sacrifice sail sample sanction save scale scan schedule score seal search segment sentence set shape share shelter
    shield shift show sign signal slice slide slow snap soak sort sow span spark speed spill split sponsor spread
    stack stage stain stall stand start state stay stem stop store storm stress stretch strike strip study sublime
    substitute sum supply support surface surge swell switch tackle tag target tax test tie touch tower trace track
    trade trail train transfer transform transition transport trap travel treat trick trigger trim tunnel turn twin
    twist update upgrade use value vent venture vest veto view visit void volunteer vote wage wait want wash watch
    weight win wish withdraw work wound wrap yield
    """.split()
)
PARTICIPLES = {
    "beaten": "beat", "begun": "begin", "born": "bear", "bound": "bind", "broken": "break", "brought": "bring",
    "built": "build", "called": "call", "caught": "catch", "chosen": "choose", "cut": "cut", "defined": "define",
    "done": "do", "drawn": "draw", "driven": "drive", "fed": "feed", "felt": "feel", "forgotten": "forget",
    "found": "find", "frozen": "freeze", "given": "give", "grown": "grow", "held": "hold", "hidden": "hide",
    "kept": "keep", "known": "know", "laid": "lay", "led": "lead", "left": "leave", "let": "let", "lost": "lose",
    "made": "make", "meant": "mean", "met": "meet", "overcome": "overcome", "paid": "pay", "proven": "prove",
    "put": "put", "read": "read", "run": "run", "said": "say", "seen": "see", "sent": "send", "set": "set",
    "shown": "show", "shrunk": "shrink", "split": "split", "spread": "spread", "taken": "take", "taught": "teach",
    "thought": "think", "told": "tell", "undone": "undo", "understood": "understand", "used": "use", "won": "win",
    "written": "write",
}  # fmt: skip
PASTS = {
    "began": "begin", "became": "become", "broke": "break", "brought": "bring", "built": "build", "came": "come",
    "chose": "choose", "drew": "draw", "drove": "drive", "fell": "fall", "fled": "flee", "fought": "fight",
    "forbade": "forbid", "found": "find", "gave": "give", "grew": "grow", "held": "hold", "kept": "keep",
    "knew": "know", "led": "lead", "left": "leave", "lost": "lose", "made": "make", "met": "meet",
    "overthrew": "overthrow", "paid": "pay", "ran": "run", "rose": "rise", "said": "say", "sank": "sink",
    "saw": "see", "sent": "send", "showed": "show", "sold": "sell", "spoke": "speak", "stood": "stand",
    "struck": "strike", "swore": "swear", "taught": "teach", "took": "take", "went": "go", "withdrew": "withdraw",
    "won": "win", "wrote": "write",
}  # fmt: skip
