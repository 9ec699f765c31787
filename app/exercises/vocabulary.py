"""The words trainers type, beside those the library itself uses. Tables only.

Keys and values are folded as `typed.fold` does it: lower case, no hyphens, no apostrophes.
"""

from __future__ import annotations

# Taken for the same word wherever they stand, in the library and in what is typed.
SAME = {
    "ab": "abs",
    "abdominal": "abs",
    "abdominals": "abs",
    "backside": "glute",
    "belly": "abs",
    "booty": "glute",
    "bottom": "glute",
    "bum": "glute",
    "butt": "glute",
    "buttock": "glute",
    "buttocks": "glute",
    "bw": "bodyweight",
    "calves": "calf",
    "db": "dumbbell",
    "dbs": "dumbbell",
    "hammies": "hamstring",
    "hammy": "hamstring",
    "kb": "kettlebell",
    "kbs": "kettlebell",
    "mobilisation": "mobility",
    "mobilization": "mobility",
    "pec": "pectoralis",
    "pecs": "pectoralis",
    "quad": "quadriceps",
    "quads": "quadriceps",
    "smr": "release",
    "stomach": "abs",
    "strengthening": "strengthen",
    "tummy": "abs",
}

# Several typed words that mean one thing. "on" and "all" still stand here; articles are gone already.
PHRASES = {
    ("all", "fours"): "quadruped",
    ("hands", "and", "knees"): "quadruped",
    ("hands", "knees"): "quadruped",
    ("face", "down"): "facedown",
    ("on", "front"): "facedown",
    ("on", "belly"): "facedown",
    ("on", "stomach"): "facedown",
    ("on", "tummy"): "facedown",
    ("face", "up"): "faceup",
    ("on", "back"): "faceup",
    ("on", "side"): "sidelying",
    ("back", "thigh"): "hamstring",
    ("back", "of", "thigh"): "hamstring",
    ("back", "of", "leg"): "hamstring",
    ("front", "of", "thigh"): "quadriceps",
    ("body", "weight"): "bodyweight",
    ("foam", "roller"): "roller",
    ("resistance", "band"): "band",
    ("mini", "band"): "band",
    ("loop", "band"): "band",
    ("yoga", "mat"): "mat",
    ("tennis", "ball"): "ball",
    ("massage", "ball"): "ball",
    ("lacrosse", "ball"): "ball",
    ("free", "weights"): "weights",
    ("sl",): "single leg",
    ("equipment", "free"): "noequipment",
    ("nothing",): "noequipment",
}

# "no roller", "without kit". What stands for all equipment asks for exercises that need none.
REFUSING = frozenset({"no", "without", "minus"})
ALL_GEAR = frozenset({"equipment", "kit", "gear", "tools", "props", "apparatus"})
NEEDS_NOTHING = "noequipment"

ARTICLES = frozenset({"a", "an", "any", "the", "my", "your", "her", "his", "their"})
# These say nothing about an exercise.
FILLERS = frozenset(
    "and at by do exercise exercises for from in me need of on only or some that to using which with".split()
)  # fmt: skip

KIND_WORDS = {
    "smr": ("release", "roll", "rolling", "foam rolling", "self massage", "myofascial", "trigger point"),
    "stretch": ("stretch", "stretching", "flexibility", "lengthen", "loosen", "cool down"),
    "strength": ("strengthen", "strength", "corrective", "activation", "activate", "tone", "resistance"),
    "mobility": ("mobility", "mobilise", "mobilize", "move", "movement", "warm up", "dynamic"),
}

GROUP_WORDS = {
    "lats": ("lats", "latissimus", "back"),
    "core": ("core", "abs", "trunk", "midsection"),
    "glutes": ("glutes", "hip"),
    "hamstrings": ("hamstrings", "adductors"),
}

GEAR_WORDS = {
    "foam-roller": ("foam roller",),
    "ball": ("ball",),
    "mat": ("mat",),
    "dumbbell": ("dumbbell", "weight"),
    "kettlebell": ("kettlebell", "weight"),
    "barbell": ("barbell", "weight"),
    "bench": ("bench",),
    "mini-band": ("mini band", "miniband", "theraband", "elastic"),
    "strap": ("strap", "towel", "belt"),
    "chair": ("chair", "stool"),
    "step": ("step", "box", "stair"),
    "dowel": ("dowel", "stick", "broomstick"),
    "wall": ("wall",),
    "none": (NEEDS_NOTHING, "bodyweight"),
}

POSITION_WORDS = {
    "standing": ("standing", "upright"),
    "half-kneeling": ("half kneeling",),
    "kneeling": ("kneeling",),
    "quadruped": ("quadruped", "kneeling"),
    "prone": ("prone", "facedown", "lying", "floor"),
    "supine": ("supine", "faceup", "lying", "floor"),
    "side-lying": ("sidelying", "lying", "floor"),
    "seated": ("seated", "sitting", "floor"),
    "long-sit": ("seated", "sitting", "floor"),
}

# A part of a muscle's name, and what people call that muscle.
MUSCLE_WORDS = {
    "gluteus": ("glute",),
    "gluteus medius": ("hip abductor", "outer hip", "side hip"),
    "deep hip rotators": ("piriformis", "glute"),
    "piriformis": ("glute", "deep hip rotator"),
    "hamstring": ("leg",),
    "biceps femoris": ("hamstring",),
    "semitendinosus": ("hamstring",),
    "semimembranosus": ("hamstring",),
    "adductor": ("inner thigh", "groin", "inside leg"),
    "quadriceps": ("leg", "thigh"),
    "iliopsoas": ("psoas", "hip flexor", "iliacus"),
    "hip flexors": ("psoas", "iliopsoas"),
    "rectus abdominis": ("abs", "core"),
    "transversus abdominis": ("deep abs", "deep core", "tva"),
    "obliques": ("abs", "waist", "core"),
    "latissimus": ("lat",),
    "spinal extensors": ("lower back", "back extensor", "erector spinae"),
    "multifidus": ("lower back", "deep back"),
    "quadratus lumborum": ("lower back", "ql"),
    "upper back": ("thoracic", "mid back"),
    "pectoralis": ("chest",),
    "trapezius": ("traps", "upper back"),
    "deltoids": ("shoulder",),
    "triceps": ("arm",),
    "serratus": ("ribs",),
    "forearm": ("grip",),
}

# Well-known exercises the library does not have, and what in it comes nearest.
NEAREST = {
    "cable pull through": "hip hinge drill",
    "donkey kick": "fire hydrant",
    "figure four": "pigeon stretch",
    "glute kickback": "bird dog",
    "good morning": "hip hinge drill",
    "hip airplane": "single leg deadlift",
    "nordic curl": "dumbbell romanian deadlift",
    "pallof press": "suitcase carry",
    "side plank": "rkc plank",
    "sphinx": "cobra stretch",
    "superman": "bird dog",
    "upward dog": "cobra stretch",
    "wall sit": "box squat",
}
