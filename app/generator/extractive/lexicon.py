"""The words behind `verbs`: base forms, those that are as often nouns, and irregular forms."""

LEMMAS = frozenset(
    """
    accrue anneal augment backtrack bypass clone coerce commute compensate concatenate confound cost cross-link cull
    debug dereference detain discharge dub enact escalate evict factorise factorize fetch flush fork free generalise
    halve hydrolyse hydrolyze immerse inactivate induct infiltrate instantiate interleave intertwine invoke lend
    lengthen materialise materialize nest nucleate outperform overlap overwrite patch perpetuate pipeline poison
    polymerise polymerize predate prefix preload quantise quantize rebase redirect refract regress rename replay
    repress resolve restart retry revolve rewrite roll saturate sever shield shut slice snap spawn spill squeeze stall
    stem strip subscribe subtend suffice swallow tack tag thicken tighten toggle trail trim tunnel unlink unpack unwind
    upgrade vest weld whiten wipe
    abandon abolish absorb abuse accelerate accept access accumulate achieve acknowledge acquire act activate adapt
    add address adhere adjust admit adopt advance advise advocate affect age aggregate aim align alleviate allocate
    allow alter amend amplify analyse analyze annex answer anticipate appeal appear apply appoint approach
    approximate argue arise arrange arrest ask assassinate assemble assert assess assign assist assume assure attach
    attack attain attend attract authorise authorize avoid award balance ban base bear beat bend become begin behave
    belong betray bind bleed blend block boil bombard bond boost borrow bounce bound breach break breathe breed
    bring broadcast build burn bury buy bypass calculate call campaign cancel capitulate capture carry cast catalyse
    catalyze catch categorize cause cease center centre challenge change characterise characterize charge check
    choose circulate cite civilize claim clash classify clean cleave climb clip close cluster code coin collapse
    collect colonise colonize combine come command commence commit communicate compare compel compensate compete
    compile complain complete compose compress comprise compute conceal concede concentrate conclude condemn
    condense conduct confer confirm confiscate connect conquer consent conserve consider consist consolidate
    constrain construct consume contain contaminate contend contest continue contract contradict contribute control
    converge convert convict convince cook cool coordinate cope copy coronate correct correspond count cover crash
    create criticise criticize crown crush cultivate cure cut damage dampen dare deal decay decide declare decline
    decode decompose decouple decrease decrypt dedicate defeat defend defer define degenerate degrade delay delegate
    delete deliver demand demonstrate denature denote deny depend depict deplete deploy depose deprive derive
    descend describe desert deserve design destroy detach detect deteriorate determine devalue devastate develop
    devise diagnose die differ differentiate diffuse digest dilate diminish direct disable disappear discard
    disclose discover discriminate dismiss disperse displace display dispose disprove disrupt dissipate dissolve
    distinguish distort distribute disturb diverge divert divide divorce dominate donate double downsample drain
    draw drift drive drop drown dry earn ease eat elect eliminate emancipate embed embrace emerge emigrate emit
    emphasize employ empower enable enact encode encounter encourage encrypt end endanger endorse endure enforce
    engage enhance enjoy enlarge enlist enrich ensure entail enter entitle enumerate equal equip eradicate erect
    erode erupt escape establish estimate evacuate evaluate evaporate evoke evolve exaggerate examine exceed excel
    exchange excite exclude execute exempt exercise exert exhaust exhibit exile exist expand expect expel expire
    explain exploit explore export expose express extend extinguish extract face facilitate factor fail faint fall
    fascinate favor favour feature feed feel ferment fertilise fertilize fight fill filter finance find finish fire
    fit fix flee float flood flow fluctuate fly focus fold follow forbid force forget forgive form formalize forward
    found fracture freeze frighten fulfil fulfill fund fuse gain gather generalize generate germinate get give go
    govern grant group grow guarantee guard guide guillotine halt hamper handle happen harm harvest hash haunt heal
    hear heat help hide highlight hinder hire hold host hunt identify ignite ignore illustrate imitate immigrate
    impair impeach implement imply import impose imprison improve inaugurate incite include incorporate increase
    incur indicate induce infect infer influence inform infringe inhabit inherit inhibit initialise initialize
    initiate inject injure innovate insert inspect inspire install institute instruct insure integrate intend
    intensify interact intercept interfere interpolate interpret interrupt intersect intervene interview introduce
    invade invalidate invert invest investigate invite involve irradiate irrigate isolate iterate join judge jump
    justify keep kill kneel know lack last launch lay lead learn leave let leverage liberate license lie lift limit
    link list live load locate lock log lose lower lubricate lynch maintain make manage manufacture map march mark
    marry mask massacre master match mature maximise maximize mean measure mediate meet melt memorise merge
    metabolise metabolize migrate mimic mine minimise minimize mirror misinterpret misrepresent mitigate mix
    mobilise mobilize model modify modulate moisturize monitor mount mourn move multiply mutate name nationalise
    nationalize navigate need negate negotiate neutralize nominate normalise normalize notify nourish nullify oblige
    observe obstruct obtain occupy occur offer omit open operate oppose oppress optimise optimize orbit orchestrate
    order organise organize originate oscillate oust outlaw outlive output overcome overfit overheat overload
    override overrule overshoot overthrow overturn own oxidize oxygenate pack pair panic pardon parse participate
    partition pass patent pay peak penalise penalize penetrate perceive perform perish permit persecute persist
    persuade petition phosphorylate photosynthesise photosynthesize pioneer place plan play pledge plot point
    polarize pollinate pollute pool populate portray possess post postpone postulate practice practise praise preach
    precede precipitate predict preempt prefer prepare present preserve presume prevail prevent prioritize process
    proclaim procreate produce profit progress prohibit project proliferate prolong promise promote propagate
    propose prosecute prosper protect protest prove provide provoke prune publish pull pump punish purchase purify
    push put qualify quantify query queue quit raise range ratify reach react read rearrange rebel rebuild recall
    recede receive reclaim recognise recognize recommend reconcile reconstruct record recover recruit recur recycle
    reduce refer refine reflect reform refuse refute regain regenerate register regulate reign reinforce reject
    relate relax release relieve relocate rely remain remember remove render renew renounce repair repeat repel
    replace replicate represent repress reproduce repudiate require resample rescale rescind rescue resemble reserve
    reset reside resign resist resolve respect respond rest restrict result resume retain retaliate retire retract
    retreat retrieve return reunite reuse reveal reverse revise revive revoke revolt revolutionise revolutionize
    reward ripen rise rob rotate route ruin rule run sack sacrifice sail sample sanction satisfy save say scale scan
    scatter schedule score seal search secrete secure see seek segment seize select sell send sentence separate
    serialize serve set settle shape share shed shift shorten show shrink shuffle sign signal simplify simulate sink
    sit skip slide slow smell smooth smuggle solve sort span spark speak specialise specialize specify speculate
    speed spend split sponsor spread squash stabilise stabilize stack stain stand start starve state stay steer stem
    stimulate stop store storm strengthen stress stretch strike struggle study subdue submit subside substitute
    subtract succeed sue suffer suggest suit sum summarise summarize summon supersede supply support suppose
    suppress surge surpass surrender surround survive suspend sustain swap swear sweep swell swim switch symbolise
    symbolize synchronize synthesise synthesize tackle take target tax teach telegraph tell tend terminate test tie
    tokenize tolerate torture touch trace track trade train transcend transcribe transfer transform transfuse
    transition translate transmit transplant transport trap travel traverse treat trick trigger triumph truncate try
    tune turn twin twist undergo understand undo unearth unfreeze unify unite unleash unlock unroll update uphold
    upset urge use usher utilise utilize utter vaccinate validate vanish vaporize vary verify veto vibrate view
    violate visit void volunteer vote vow wage wait waive want warm warn wash watch weaken wear weave weep weigh
    widen win wish withdraw work worsen worship wound wrap write yield
    """.split()
)
LIKELY_NOUNS = frozenset(
    """
    augment clone cost patch fork overlap pipeline poison prefix roll shield slice snap spill stall strip tag trail
    tunnel upgrade vest free trim nest stem fetch flush
    abuse access act advance age aim answer appeal approach attack award balance ban base block bond bound breach
    break call cast cause center centre challenge change charge check cluster code combine command conduct contract
    control copy count cover crash crown cut damage deal decay decline delay demand design die display document
    double draw drive drop ease end escape estimate exchange exercise exile export face fall feature feed fight
    filter finance find fire fit fix flood flow fold force form function fund gain group guard guide halt harm
    harvest hash heat help hold host hunt import increase influence input insert interest invest issue join judge
    jump kill lack last launch layer lead leverage license lie limit link list load lock log lower map march mark
    mask master match measure mine mirror mix model mount move name need offer open order output pack pair panic
    pardon parse pass patent pay peak pioneer place plan play plot point pool post practice present process produce
    profit progress project promise protest prune pull pump purchase push query queue raise range reach record
    reform reign release remain repair repeat reserve reset resist respect rest result retreat return reverse revolt
    reward rise route rule run sack sacrifice sail sample sanction save scale scan schedule score seal search
    segment sentence set shape share shift show sign signal slide slow sort span spark speed split sponsor spread
    stack stain stand start state stay stem stop store storm stress stretch strike study substitute sum supply
    support surface surge swell switch tackle target tax test tie touch trace track trade train transfer transform
    transition transport trap travel treat trick trigger turn twin twist update use value veto view visit void
    volunteer vote wage wait want wash watch weight win wish withdraw work wound wrap yield
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
