/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @defgroup ai-fabric AI fabrics
 *
 * Networks that connect the GPUs of AI training clusters: fabrics, switches, RoCEv2 NICs, load
 * balancers, workloads and faults, and experiments on them. doc/ai-fabric.rst describes the models.
 */

/**
 * @defgroup ai-fabric-tests Tests of AI fabrics
 * @ingroup ai-fabric
 *
 * The suites of the module.
 */
