import '@testing-library/jest-dom/jest-globals';
import { configure } from '@testing-library/react';

// For machines that may have other things to do.
configure({ asyncUtilTimeout: 20_000 });
