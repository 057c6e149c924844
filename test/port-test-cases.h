/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PORT_TEST_CASES_H
#define PORT_TEST_CASES_H

#include "ns3/test.h"

namespace ns3
{
namespace aifabric
{
/// Cases of ports that have files of their own.
namespace port_test
{

/** @return a case: which frames find room, to the byte; of the suite ai-fabric-port. */
TestCase* MakeAdmissionTestCase();

/** @return a case: what ports say of their backlogs; of the suite ai-fabric-frame-path. */
TestCase* MakeBacklogTestCase();

} // namespace port_test
} // namespace aifabric
} // namespace ns3

#endif // PORT_TEST_CASES_H
