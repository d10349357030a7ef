"""Words behind `casing` and `naming`: which keep their capital, which are counted and which are not."""

CALENDAR = frozenset(
    """
    January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug
    Sep Sept Oct Nov Dec Monday Tuesday Wednesday Thursday Friday Saturday Sunday
    """.split()
)
PROPER = CALENDAR | frozenset(
    """
    Abel Africa African America American Ampere Andrew Antarctic Apache Arabic Arctic Aristotle Armstrong Asia Asian
    Athens Atlantic Australia Austria Austrian Avogadro Baltic Banach Bayes Bayesian Bellman Berlin Bernoulli Bessel
    Bohr Boltzmann Boolean Boyle Brazil Britain British Brownian Buddhist Byzantine Caesar Calvin Canada Canadian
    Cantor Carlo Carnot Cartesian Catholic Cauchy Celsius Charles Chebyshev China Chinese Chomsky Christian Clausius
    Congress Copernicus Coulomb Curie Dalton Danish Danton Darwin Darwinian David Debye Dijkstra Dirac Dirichlet
    Doppler Dutch Egypt Egyptian Einstein Elizabeth England English Euclid Euclidean Euler Europe European Faraday
    Fermat Fermi Fibonacci Fick Fisher Fourier France Franklin French Freud Freudian Galileo Galois Gauss Gaussian
    George German Germany Gibbs Glorot God Gothic Greece Greek Hamilton Hardy Hawaii He Hebb Hebbian Hegel Heine Henry
    Hermite Hermitian Hess Hessian Hilbert Hindu Hobbes Hooke Hopfield Hubble Huber Hume Hungarian India Indian
    Indonesia Ireland Irish Islam Islamic Italian Italy Jacobi Jacobian Jacobin James Japan Japanese Java Jensen
    Jewish John Jordan Jupiter Kaiming Kant Kepler Keynes Keynesian Kirchhoff Krebs Kullback Lagrange Laplace Latin
    Lebesgue Leibler Leibniz Lenin Lipschitz Linux Locke London Lorentz Lorenz Louis Lyapunov Mach Markov Mars Marx
    Marxist Maxwell Mediterranean Mendel Mendelian Mercury Mexican Mexico Mexican Michaelis Miller Minkowski Monte
    Moore Muslim Napoleon Napoleonic Nash Nernst Nesterov Newton Newtonian Nile Noether Norwegian Nyquist Ohm Ottoman
    Pacific Paris Pareto Parkinson Pascal Pauli Pavlov Pearson Peano Peter Phillips Piaget Planck Plato Poincaré
    Poisson Poland Polish Pope Portugal Portuguese Protestant Prussia Prussian Punnett Pythagoras Python Raoult
    Reynolds Richter Riemann Riemannian Robert Robespierre Rolle Roman Rome Rousseau Russell Russia Russian Rust
    Scandinavian Schrödinger Schwarz Scotland Scottish Shannon Smith Snell Soviet Spain Spanish Stalin Stirling
    Stokes Sweden Swedish Swiss Switzerland Taylor Thales Thomas Turing Turkey Turkish Ukraine Venn Versailles
    Victoria Victorian Vienna Viking Voltaire Volta Wales Washington Wasserstein Watson Welsh Wiener William
    Windows Xavier Young
    """.split()
)
EPONYM_HEADS = frozenset(
    """
    age conjecture constant criterion cycle disease distribution dynasty effect era equation equations experiment
    formula inequality law laws lemma number paradox postulates principle rule scale syndrome test theorem transform
    """.split()
)
COMMON_OPENERS = frozenset(
    """
    addition back base basis binary carbon cell central chain change citric closed common compact complex control
    cosine cross day decision degree density divergence dynamic exchange fast first five fixed four free fundamental
    gas good great greenhouse halo heat hidden hot hypothesis ideal implicit inner intermediate inverse joint kernel
    key large last law life limit linear log long main many mass master mean minimum moment nitrogen no null open
    order outer oxygen page parallel phase planning post power prime product quick quotient random rank ratio real
    right rock root sampling second short sign simple single sine six slow small snow spacing split square stage
    state step strong sum ten third three time top total trade triangle trust twin two unit urea value vapour
    vector water wave weak work zero zeroth
    """.split()
)
COUNT_HEADS = frozenset(
    """
    account acid act activity addict agent agreement algorithm alloy angle animal antibody antigen arc
    architecture array artery asset atom attack attribute autoencoder autoencoders axis axon bacterium balloon bank
    basis battery bit block body bond boundary branch breach budget buffer bug bus byte bytecode cache calculus call
    capacitor carbohydrate cartel case catalyst cell chart chromosome circle circuit claim class classifier clause
    client cluster coefficient coenzyme cofactor column command commit company complex component compound
    condition conductor cone constant constitution contract coroutine corporation cost country court critic cryptosystem
    currency curve cylinder database dataset decision decoder derivative detector determinant device
    dictionary digraph dipole disk distribution document domain dominion edge effect eigenvalue eigenvector election
    electrode electron element embedding emperor empire encoder endpoint engine enzyme equation estimator event
    exam example exception exchange executor experiment exponent expression factor family fault feature fiber field
    file filter firm flag force forest format fossil fraction framework function functor fund fungus galaxy game gamete
    gate gene genome gland goal good grammar graph group hash heap hormone host hypothesis image impulse index
    industry infection inhibitor instruction insulator integer integral interface interpreter interrupt interval
    intrusion invariant inverse ion isotope iteration job join judge jury kernel key king lake language laser
    layer leaf lease lemma lens letter lexer liability library ligand limit line lipid list lobe lock loop lysosome
    machine magnet magnitude map market matrix mechanism membrane merchant message metabolite metal meteor
    method metric microscope mineral minister misconception mitochondrion mode model molecule moment monarch monoid
    monopoly monomer morpheme mountain muscle mutex nation negative nephron nerve net network neuron node noun
    nucleotide nucleus number object offer oligopoly operand operator optimizer orbit orbital orchestra organ
    organelle organism orphan outlier owner oxide packet page pair palindrome parameter parasite parser particle
    partition party path pathogen pattern peak peptide perceptron phenotype phoneme phrase pipe pipeline plane
    planet plant plasmid plate platform player point pole policy polygon polymer polynomial port positive
    postulate predicate predictor premise presheaf president prime prism procedure process processor product program
    promise promoter proof property protein proton protocol province query queue quorum rate ratio reaction
    reactor reagent receipt receptor record recurrence reference reflex register regressor relation replica
    repository republic requirement resistor resolver resource response revolution ribosome ring river rock root
    router row rule sample schema scheme score script semaphore sensor sequence server sentence service session set
    shape shareholder sheaf shock signal signature sink snapshot socket solvent source space species specimen spectrum
    sphere spike splitter stack star state statement statistic statute stem step stimulus store strategy stream
    string structure subgraph subgroup subnet subset subsidy substance substrate suffix sum symbol symptom synapse
    syntax system table tariff tax team tensor term terminal test theorem theory thread threshold tissue token tool
    topology tort train trait trajectory transaction transformer transistor treaty tree triangle trigger trust
    tuple turbine unit vacuole variable variance vector vein verb vertebra vertex vesicle view virus vitamin vowel
    warranty wave weapon window word zombie zygote
    """.split()
) - {
    "activity",
    "error",
    "balloon",
    "bytecode",
    "calculus",
    "cost",
    "syntax",
    "topology",
    "variance",
    "species",
    "family",
}
MASS_HEADS = frozenset(
    """
    access advice air altruism backpropagation behaviour biology bleeding blood boosting capitalism carbon chemistry
    climate code communism context damage data decay demand descent diffusion dropout economics education electricity
    energy entropy equity evidence evolution feudalism feedback flow fluid food freedom friction fuel glucose glycogen
    glycolysis gold gravity growth hardware health heat heredity history homeostasis hydrogen hygiene inertia
    inflation information insulin interference iron justice knowledge labour labor land law learning liberalism
    light logic loss luck magnetism mathematics matter meiosis memory mercury metabolism migration mitosis momentum
    money music nationalism nitrogen noise oxygen parallelism peace photosynthesis physics plasma polymorphism
    poverty power pressure progress propaganda protection psychology quality randomness recall recursion research
    respiration retrieval rust salt scale search security sleep socialism software sound space starch steam storage
    stress sugar supply surplus tenure therapy time torque trade traffic transparency transport truth unemployment
    vapour velocity water wealth weather weight wisdom work
    """.split()
) - {"scale", "space", "surplus", "weight", "plasma"}
