/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef EXPERIMENT_PREVIEW_H
#define EXPERIMENT_PREVIEW_H

#include "ns3/experiment.h"

#include <ostream>

namespace ns3
{
namespace aifabric
{

/**
 * Print what a run would be (--dry-run): every option with its value, every component with all its
 * attributes, sizes of the fabric, messages, ideal times, and estimates of time and memory.
 * @param os where to
 * @param experiment an experiment after Build()
 */
void PrintPreview(std::ostream& os, const Experiment& experiment);

} // namespace aifabric
} // namespace ns3

#endif // EXPERIMENT_PREVIEW_H
