/*
 * How Hetzner replaces one mark by another, and nothing else: witness.pml's one step, made of calls.
 *
 * A mark is a firewall without rules. Its name says which mark it follows, and names are unique in a project; its
 * label is the mark. To move from mark m, whose object is known by its id, to a fresh one:
 *   1. create the object named "after m". Taken: read it; it is ours only with the label that we intend.
 *   2. read m's object by its id. Not there: the chain went on long ago, and what we created is a stray.
 *   3. record the new mark and id, then delete m's object; no later move begins before that is a 404.
 * A round may also delete every such object with a smaller id than its own, which is how strays go.
 * The name "after m" is free again once the chain has passed the mark after m: step 2 is for an order that comes then,
 * and the order of deletions in step 3 for step 2.
 *
 * Four movers, each of which may start at any time from what a copy of the database holds: the first mark, or a later
 * one that somebody won. Any may stop anywhere, an order may arrive late. Mark 0 is there; mover k writes mark k, so the
 * mark also names the object. With -DRESUMED mover 4 is a second process that resumes the move of mover 1: the same
 * mark, another object.
 */
#ifdef RESUMED
#define OURS(k) (k == mine || (k == 1 && mine == 4) || (k == 4 && mine == 1))
#else
#define OURS(k) (k == mine)
#endif
#define N 4
#define NO 15

/* The object "after m", NO when there is none. Mark 0's object stands alone. */
byte after[N + 1] = NO;
bit zero = true;
#define LIVES(m) ((m == 0 && zero) || after[0] == m || after[1] == m || after[2] == m || after[3] == m || after[4] == m)

/* Sets the mark that m's object is named after, NO when m has none. */
inline find(m) {
	before = 0;
	do
	:: before <= N && after[before] != m -> before++
	:: before <= N && after[before] == m -> break
	:: before > N -> before = NO; break
	od
}

inline drop(m) {
	d_step {
		find(m);
		if
		:: m == 0 -> zero = false
		:: m != 0 && before != NO -> after[before] = NO
		:: m != 0 && before == NO
		fi;
		before = 0
	};
}

/* When each object was created, as ids at Hetzner show. */
byte born[N + 1], births;

#ifdef ALL_OTHERS_DROPPED
#define OLDER(k, object) (k != object)
#else
#define OLDER(k, object) (born[k] < born[object])
#endif

/* A round deletes every object that is older than its own: the former mark's, and strays. */
inline dropOlder(object) {
	d_step {
		zero = false;
		before = 0;
		do
		:: before <= N && after[before] != NO && OLDER(after[before], object) -> after[before] = NO; before++
		:: before <= N && (after[before] == NO || !OLDER(after[before], object)) -> before++
		:: before > N -> break
		od;
		before = 0
	}
}

byte winner[N + 1] = NO;	/* by what each mark was replaced */
byte head;			/* the newest mark that won */

proctype Mover(byte mine) {
	byte last, before, previous, object;
	/* What its copy of the database holds: any mark that somebody recorded. */
	atomic {
		if
		:: last = 0
		:: winner[0] != NO -> last = head
		fi
	};
#ifndef NEXT_MOVE_AT_ONCE
	/* The mark before must be deleted, by whoever comes to it. */
	d_step { find(last); previous = before; before = 0 };
	if
	:: previous != NO && LIVES(previous) -> drop(previous)
	:: previous == NO || !LIVES(previous)
	fi;
	previous = 0;
#endif
	/* The order, now or late. A lost response is asked for by name. */
	atomic {
		if
		:: after[last] == NO -> after[last] = mine; births++; born[mine] = births
		:: else
		fi
	};
	if
	:: atomic { !OURS(after[last]) -> goto lost }
	:: atomic { OURS(after[last]) -> object = after[last] }
	:: goto lost
	fi;
#ifndef PREDECESSOR_NOT_READ
	if
	:: atomic { !LIVES(last) -> goto lost }
	:: LIVES(last)
	fi;
#endif
	/* It has won: nobody else may, from the same mark, and nobody went on from another. */
	atomic {
		if
		:: winner[last] == object	/* as the process that it resumed */
		:: winner[last] != object ->
			assert(winner[last] == NO && head == last);
			winner[last] = object; head = object
		fi
	};
	/* Recorded; the old object goes, or is left to the next move. */
	if
	:: drop(last)
	:: dropOlder(object)
	:: true
	fi;
lost:
	skip
}

init {
	atomic { run Mover(1); run Mover(2); run Mover(3); run Mover(4) }
}
