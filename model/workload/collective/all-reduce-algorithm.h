/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ALL_REDUCE_ALGORITHM_H
#define ALL_REDUCE_ALGORITHM_H

/**
 * @file
 * @ingroup ai-fabric
 *
 * The former place of AllReduceAlgorithm, which is among the operations now. This header goes with
 * the next version.
 */

#include "collective-operations.h"

#endif // ALL_REDUCE_ALGORITHM_H
