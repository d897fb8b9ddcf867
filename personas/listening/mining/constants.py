"""Numbers of the mining, and why each is what it is. docs/how-to/find-pains.md has the figures."""

# Different texts that the groups are found among; more are then put to the group they are most
# like. Comparing all with all grows with the square: 3,000 take about a second. Sentence models
# gain from more, and whoever chose one has the time.
MOST_COMPARED = 3_000
MOST_SENTENCES_COMPARED = 4_000
# Texts put to groups at once. Keeps memory level, and moves the progress bar.
AT_ONCE = 5_000
# Characters of a text that are read: the problem stands in the first paragraphs.
LONGEST_READ = 2_000

# Runs of letters inside words: three tell stems apart, six and more only repeat whole words.
LETTER_RUNS = (3, 5)
# What more than this part of all texts holds tells no two of them apart.
COMMON_RUN = 0.3
COMMON_WORD = 0.5
# Words at most this far from each other make a pair, whatever their order.
PAIR_REACH = 3
# Hidden directions that texts are compared by. 60 blur, 300 bring the spelling back.
DIRECTIONS = 100
# Rounds of the randomised decomposition; more change nothing that can be seen.
SVD_ROUNDS = 4

# Texts each is linked with. Fewer tear a group apart, more glue neighbours together.
NEIGHBOURS = 10
# What likeness of words counts beside that of sentences, with the sentence model.
WORDS_BESIDE_SENTENCES = 0.3
# How often k-means begins anew; the best end counts.
BEGINNINGS = 3
# Directions of the graph beyond this add time and nothing else.
MOST_GRAPH_DIRECTIONS = 120
# Naive Bayes over the words puts the texts to groups again: rounds, and how little a word must be
# believed to occur anywhere.
ROUNDS = 2
SMOOTHING = 0.05

# How many groups there are when nobody says: see ``how_many``.
SHARP = 0.9
# A group of fewer people than this is no topic.
LEAST_PEOPLE = 2
LEAST_SIZE = 3
SAID_ONCE = "Said once or twice"
