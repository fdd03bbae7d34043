/*
 * The fence that a server has seen, when its database is copied, restored and resumed.
 *
 * Two files; leases are taken on either, each by one process that sends its script twice, at any time. A restore takes
 * the file's fence back. The witness, which no restore takes back, counts the resumes: its epoch.
 */

/* Switches: what the design said before; `check` demands that each is found. */
#ifdef EQUAL_FENCE_ACCEPTED
#define NEWER(f, k) (f >= seen)
#else
/* A lease has a random number beside its fence. An equal fence with another number is somebody on a copy. */
#define NEWER(f, k) (f > seen || (f == seen && k == seenOf))
#endif
#ifdef FENCE_RAISED_FROM_COPY
#define RAISED(f) fence[f] + RAISE
#else
#define RAISED(f) epoch * RAISE
#endif

#define LEASES 4
#define RESUMES 2
/* More than the leases between two resumes: a million in the product. */
#define RAISE 5

byte fence[2], epoch, resumes;
/* The server: the greatest fence that came, and whose lease it was. */
byte seen, seenOf;
byte taken;			/* leases */

proctype Process(byte lease) {
	byte mine;
	/* Which of them is first makes no difference. */
	atomic {
		taken == lease - 1 -> taken++;
		if
		:: fence[0]++; mine = fence[0]
		:: fence[1]++; mine = fence[1]
		fi
	};
	byte scripts;
	do
	:: atomic { scripts < 2 && NEWER(mine, lease) ->
		/* What the server has seen never falls, and one fence is one lease. */
		assert(mine >= seen);
		assert(mine != seen || lease == seenOf);
		seen = mine; seenOf = lease; scripts++ }
	:: atomic { scripts < 2 && !NEWER(mine, lease) -> scripts = 3 }
	:: scripts >= 2 -> break
	od
}

inline resume(f) {
	resumes++; epoch++; fence[f] = RAISED(f);
	/* The next lease is one that every server obeys. */
	assert(fence[f] >= seen)
}

proctype World() {
end:
	do
	:: atomic { fence[1] != fence[0] -> fence[1] = fence[0] }
	:: atomic { fence[1] != fence[0] -> fence[0] = fence[1] }
	:: atomic { resumes < RESUMES -> resume(0) }
	:: atomic { resumes < RESUMES -> resume(1) }
	od
}

init {
	byte k = 1;
	atomic {
		run World();
		do
		:: k <= LEASES -> run Process(k); k++
		:: else -> break
		od
	}
}
